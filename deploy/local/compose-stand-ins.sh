# Stand-ins for the public images that our Dockerfile and compose files name, under the same names, for a machine that can
# pull nothing. They are made of Debian packages, this machine's JDK and Maven, the Temporal command line, and Temporal's own
# Go module. What they stand in for is the base alone: the Dockerfile and the compose files are those that users get.
# shellcheck shell=bash

COMPOSE_DIR=$DWR_STATE/compose
SERVER_MODULE=go.temporal.io/server SERVER_VERSION=v1.32.0
UI_MODULE=github.com/temporalio/ui-server/v2 UI_VERSION=v2.54.1
GO_LEAST=1.26.8
JRE_MODULES=java.se,jdk.unsupported,jdk.management,jdk.net,jdk.naming.dns,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.zipfs
JRE_MODULES+=,jdk.localedata,jdk.charsets,jdk.jfr,jdk.httpserver,jdk.security.auth,jdk.security.jgss,jdk.xml.dom

# GO = a Go that can build Temporal's server
find_go() {
  local candidate version
  for candidate in "$(command -v go)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    [[ -x $candidate ]] || continue
    version=$("$candidate" env GOVERSION 2>/dev/null)
    version_at_least "${version#go}" "$GO_LEAST" || continue
    GO=$candidate
    return 0
  done
  return 1
}

# In the background, from the start: it takes several minutes.
build_temporal_server() {
  [[ -e $COMPOSE_DIR/bin/ui/server ]] && return
  rm -rf "$COMPOSE_DIR/bin.new"
  go_install bin.new "$SERVER_MODULE/cmd/server@$SERVER_VERSION" "$SERVER_MODULE/cmd/tools/sql@$SERVER_VERSION" &&
    go_install bin.new/ui "$UI_MODULE/cmd/server@$UI_VERSION" && mv "$COMPOSE_DIR/bin.new" "$COMPOSE_DIR/bin"
}

# go_install FOLDER PACKAGES...
go_install() {
  GOBIN=$COMPOSE_DIR/$1 GOFLAGS='' CGO_ENABLED=0 \
    logged compose-server nice -n 10 "$GO" install -trimpath -ldflags='-s -w' "${@:2}"
}

# module_folder MODULE VERSION: where Go keeps a module's files; REPLY
module_folder() { REPLY=$("$GO" env GOMODCACHE)/$1@$2; }

# need WORDS COMMAND...: ends the test when it fails
need() {
  local words=$1
  shift
  logged compose "$@" || compose_broken "$words"
}

# A small Debian, and one with the stores. Kept between runs.
make_debian() {
  local folder=$COMPOSE_DIR/debian
  [[ -e $folder.tar && -e $folder-stores.tar ]] && return
  say images "making a small Debian (debootstrap)"
  as_root rm -rf "$folder"
  need "Debian could not be unpacked." \
    as_root env "PATH=$PATH:/usr/sbin:/sbin" debootstrap --variant=minbase bookworm "$folder"
  pack_debian debian
  say images "and one with Redis and PostgreSQL"
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$folder/usr/sbin/policy-rc.d" >/dev/null
  as_root chmod 755 "$folder/usr/sbin/policy-rc.d"
  need "Redis and PostgreSQL could not be added to it." as_root env DEBIAN_FRONTEND=noninteractive chroot "$folder" \
    apt-get -y install --no-install-recommends redis-server postgresql-15
  pack_debian debian-stores
  as_root rm -rf "$folder"
}

# pack_debian NAME: without what only an installation needs
pack_debian() {
  local folder=$COMPOSE_DIR/debian
  need "Debian could not be packed." as_root tar -C "$folder" --exclude='./var/lib/apt/lists/*' \
    --exclude='./var/cache/apt/archives/*.deb' --exclude='./dev/*' -cf "$COMPOSE_DIR/$1.tar.new" .
  mv "$COMPOSE_DIR/$1.tar.new" "$COMPOSE_DIR/$1.tar"
}

# stand_in NAME FOLDER: builds FOLDER/Dockerfile under a public image's name
stand_in() {
  need "The stand-in for $1 could not be built." docker_here build -q -t "$1" "$2"
}

# fresh_context NAME: an empty folder CONTEXT
fresh_context() {
  CONTEXT=$COMPOSE_DIR/context/$1
  rm -rf "$CONTEXT"
  mkdir -p "$CONTEXT"
}

make_stand_ins() {
  local name
  for name in debian debian-stores; do
    need "$name could not be imported." docker_here import "$COMPOSE_DIR/$name.tar" "stand-in/$name"
  done
  say images "stand-ins for the public images"
  stand_in_java
  stand_in_stores
  stand_in_temporal
  import_busybox alpine latest /bin/sh || compose_broken "The image of the jobs could not be loaded."
  rm -rf "$COMPOSE_DIR/context"
}

# link_folder FROM TO: without a copy where that can be
link_folder() { cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2" && cp -a "$1" "$2"; }; }

stand_in_java() {
  local maven
  fresh_context jre
  need "The JDK at $JDK makes no JRE (jlink)." "$JDK/bin/jlink" --add-modules "$JRE_MODULES" --strip-debug --no-man-pages \
    --no-header-files --output "$CONTEXT/jre"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian
COPY jre /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk LANG=C.UTF-8
ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
  stand_in eclipse-temurin:25-jre "$CONTEXT"
  # Offline, with what this checkout's own build has fetched: what a user's build fetches from Maven Central.
  fresh_context maven
  maven=$(mvn -B --version 2>/dev/null | sed -n 's/^Maven home: //p')
  echo '<settings><offline>true</offline></settings>' >"$CONTEXT/settings.xml"
  need "Maven could not be copied." cp -rL "$maven" "$CONTEXT/maven"
  need "The JDK could not be copied." cp -a "$JDK/." "$CONTEXT/jdk"
  need "Maven's repository could not be copied." link_folder "$HOME/.m2/repository" "$CONTEXT/repository"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian
COPY jdk /opt/java/openjdk
COPY maven /usr/share/maven
COPY repository /root/.m2/repository
COPY settings.xml /root/.m2/
ENV JAVA_HOME=/opt/java/openjdk LANG=C.UTF-8
ENV PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
  stand_in maven:3.9-eclipse-temurin-25 "$CONTEXT"
}

stand_in_stores() {
  fresh_context redis
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian-stores
RUN mkdir /data && chown redis:redis /data
VOLUME /data
WORKDIR /data
USER redis
CMD ["redis-server"]
END
  stand_in redis:7.4 "$CONTEXT"
  fresh_context postgres
  cat >"$CONTEXT/entrypoint" <<'END'
#!/bin/bash
# As the public image: makes the database at the first start.
set -eu
export PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  initdb --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-host=scram-sha-256 \
    --auth-local=trust >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -w start -o "-c listen_addresses=''" >/dev/null
  [[ $POSTGRES_DB == postgres ]] || createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl -w stop >/dev/null
fi
exec postgres -c listen_addresses='*'
END
  chmod 755 "$CONTEXT/entrypoint"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian-stores
COPY entrypoint /usr/local/bin/entrypoint
RUN mkdir -p /var/lib/postgresql/data && chown postgres:postgres /var/lib/postgresql/data
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
VOLUME /var/lib/postgresql/data
USER postgres
STOPSIGNAL SIGINT
ENTRYPOINT ["entrypoint"]
END
  stand_in postgres:16 "$CONTEXT"
}

# The command line has the development server and its Web UI.
stand_in_temporal() {
  fresh_context temporal
  cp "$TEMPORAL" "$CONTEXT/temporal"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian
RUN useradd --uid 1000 --create-home temporal
COPY temporal /usr/local/bin/
WORKDIR /home/temporal
USER temporal
ENTRYPOINT ["temporal"]
END
  stand_in temporalio/temporal:1.9.1 "$CONTEXT"
}

# Server, tools and Web UI, with the start scripts and settings of the modules themselves, as the public images
stand_in_temporal_server() {
  fresh_context server
  module_folder "$SERVER_MODULE" "$SERVER_VERSION"
  cat >"$CONTEXT/nc" <<'END'
#!/bin/bash
# nc -z HOST PORT, of the health check
exec 3<>"/dev/tcp/$2/$3"
END
  need "Temporal's server could not be copied." cp "$COMPOSE_DIR/bin/server" "$CONTEXT/temporal-server"
  sed '1s/.*/#!\/bin\/bash/' "$REPLY/docker/scripts/sh/entrypoint.sh" >"$CONTEXT/entrypoint.sh"
  chmod 755 "$CONTEXT/nc" "$CONTEXT/entrypoint.sh"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian
RUN useradd --uid 1000 --create-home temporal
COPY temporal-server nc /usr/local/bin/
COPY entrypoint.sh /etc/temporal/entrypoint.sh
WORKDIR /etc/temporal
USER temporal
CMD ["/etc/temporal/entrypoint.sh"]
END
  stand_in temporalio/server:1.32.0 "$CONTEXT"
  fresh_context tools
  need "Temporal's tools could not be copied." cp "$COMPOSE_DIR/bin/sql" "$CONTEXT/temporal-sql-tool"
  need "Temporal's tools could not be copied." cp "$TEMPORAL" "$CONTEXT/temporal"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian
RUN useradd --uid 1000 --create-home temporal
COPY temporal-sql-tool temporal /usr/local/bin/
USER temporal
END
  stand_in temporalio/admin-tools:1.32.0 "$CONTEXT"
  fresh_context ui
  module_folder "$UI_MODULE" "$UI_VERSION"
  need "Temporal's Web UI could not be copied." cp "$COMPOSE_DIR/bin/ui/server" "$CONTEXT/ui-server"
  need "Temporal's Web UI could not be copied." cp "$REPLY/config/docker.yaml" "$REPLY/docker/start-ui-server.sh" "$CONTEXT"
  chmod 755 "$CONTEXT/start-ui-server.sh"
  cat >"$CONTEXT/Dockerfile" <<'END'
FROM stand-in/debian
RUN useradd --uid 1000 --create-home temporal
WORKDIR /home/ui-server
COPY ui-server start-ui-server.sh ./
COPY docker.yaml config/
USER temporal
ENTRYPOINT ["./start-ui-server.sh"]
END
  stand_in temporalio/ui:2.54.1 "$CONTEXT"
}
