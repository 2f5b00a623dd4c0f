# package: target/dwr-<version>.tar.gz for machines without this checkout. The same sources give the same bytes.
# shellcheck shell=bash

# 2026-01-01, as project.build.outputTimestamp in pom.xml
PACKAGE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}

command_package() {
  local version folder archive
  (($# == 0)) || fail "package takes no arguments." "Usage: ./dwr package"
  make_folders
  build_if_needed
  version=$(project_version)
  folder=$DWR_STATE/package/dwr-$version
  archive=$DWR_ROOT/target/dwr-$version.tar.gz
  rm -rf "$DWR_STATE/package"
  package_folder "$folder" "$version" || fail "The release could not be put together in $folder." "Is the disk full? (df -h $DWR_STATE)"
  mkdir -p "$DWR_ROOT/target"
  package_archive "$folder" "$archive" || fail "The archive $archive could not be written."
  say package "$(du -h "$archive" | cut -f 1), sha256 $(sha256sum "$archive" | cut -d ' ' -f 1)"
  echo "$archive"
}

project_version() { sed -n '/<artifactId>dwr</{n;s/.*<version>\(.*\)<\/version>.*/\1/p}' "$DWR_ROOT/pom.xml"; }

# package_folder FOLDER VERSION
package_folder() (
  folder=$1
  mkdir -p "$folder"/{bin,java/lib,systemd,etc,docs} || return
  for module in ${BUILD_MODULES//,/ }; do
    # One folder of libraries for all three: each JAR's manifest names those that it wants, by name and version.
    cp "$(jar_of "$module")" "$folder/java/" && cp "$DWR_ROOT/$module"/target/lib/*.jar "$folder/java/lib/" || return
  done
  cp "$DWR_ROOT"/deploy/package/{dwr,dwr-service,java.sh} "$folder/bin/" &&
    cp "$DWR_ROOT"/deploy/package/{install.sh,uninstall.sh} "$folder/" &&
    cp "$DWR_ROOT"/deploy/package/etc/*.env "$folder/etc/" &&
    cp "$DWR_ROOT"/deploy/systemd/*.service "$folder/systemd/" &&
    cp "$DWR_ROOT"/README.md "$folder/" && cp "$DWR_ROOT"/docs/* "$folder/docs/" || return
  echo "$2" >"$folder/VERSION"
  chmod 755 "$folder"/bin/dwr "$folder"/bin/dwr-service "$folder"/*.sh || return
  cd "$folder" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS
)

# package_archive FOLDER ARCHIVE: sorted, one time, one owner
package_archive() (
  set -o pipefail
  LC_ALL=C tar -C "${1%/*}" --sort=name --mtime="@$PACKAGE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu \
    --mode='u=rwX,go=rX' -cf - "${1##*/}" | gzip -n -9 >"$2.new" && mv "$2.new" "$2"
)
