# A first image to run: alpine:latest from the engine, from its registry, or a stand-in made of busybox.
# shellcheck shell=bash

STAND_IN_LABEL=io.dwr.stand-in

image_there() { [[ $(engine_call GET "/images/$1/json" --max-time 20 -o /dev/null -w '%{http_code}' 2>/dev/null) == 200 ]]; }

# Ending the request ends the pull.
pull_image() {
  engine_call POST "/images/create?fromImage=$1&tag=$2" --max-time "$3" -o /dev/null 2>/dev/null
  image_there "$1:$2"
}

setup_image() {
  image_there alpine:latest && return
  say image "pulling alpine:latest (30 s at most)"
  pull_image alpine latest 30 && return
  setup_busybox
  import_busybox alpine latest /bin/sh ||
    fail "The engine would not take the stand-in image." "The engine's log may say why; any image that it has will do: ./dwr run IMAGE COMMAND"
  say image "no registry answers: alpine:latest is a 2 MB stand-in made of busybox (./dwr down --purge removes it)"
}

# import_busybox REPOSITORY TAG [COMMAND]: BUSYBOX with a link for each of its commands; without COMMAND the image has none
import_busybox() {
  local folder=$DWR_CACHE/stand-in applet answer
  rm -rf "$folder"
  mkdir -p "$folder"/{bin,etc,root,tmp,var,usr,home,proc,sys,dev} && chmod 1777 "$folder/tmp" && cp "$BUSYBOX" "$folder/bin/busybox" || return
  for applet in $("$BUSYBOX" --list); do
    [[ $applet == busybox ]] || ln -s busybox "$folder/bin/$applet"
  done
  ln -s ../bin "$folder/usr/bin"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$folder/etc/passwd"
  echo 'nobody:x:65534:65534:nobody:/:/bin/false' >>"$folder/etc/passwd"
  printf 'root:x:0:\nnobody:x:65534:\n' >"$folder/etc/group"
  answer=$(tar -C "$folder" --owner=0 --group=0 --numeric-owner -c . | engine_call POST "$(import_path "$1" "$2" "${3-}")" \
    --max-time 60 -H 'Content-Type: application/x-tar' --data-binary @-)
  rm -rf "$folder"
  [[ $answer == *sha256:* ]] || { echo "$answer" >>"$DWR_LOG/setup.log" && return 1; }
}

import_path() {
  local command=${3:+&changes=CMD%20%5B%22${3//\//%2F}%22%5D}
  echo "/images/create?fromSrc=-&repo=$1&tag=$2$command&changes=ENV%20PATH%3D%2Fbin%3A%2Fusr%2Fbin&changes=LABEL%20$STAND_IN_LABEL%3Dtrue"
}

# The tag is taken away only where the image is our stand-in.
remove_stand_in() {
  [[ $(engine_call GET /images/alpine:latest/json --max-time 20 2>/dev/null) == *"\"$STAND_IN_LABEL\":\"true\""* ]] || return 1
  engine_call DELETE "/images/alpine:latest" --max-time 20 -o /dev/null
}
