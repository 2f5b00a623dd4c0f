#!/bin/sh
# layers.sh FOLDER: sorts what the build made into what changes with a new library (libraries/) and what changes with each
# build (own/), so that an image's big layers stay the same from one build to the next. Run at the top of the checkout.
set -eu

for module in scheduler-api executor-worker cli; do
  mkdir -p "$1/$module/libraries/lib" "$1/$module/own/lib"
  cp "$module/target/$module.jar" "$1/$module/own/"
  for jar in "$module"/target/lib/*.jar; do
    kind=libraries
    for own in model workflows redis-config service-notify; do
      case ${jar##*/} in "$own"-[0-9]*) kind=own ;; esac
    done
    cp "$jar" "$1/$module/$kind/lib/"
  done
done
find "$1" -exec touch -h -d 2026-01-01T00:00:00Z {} +
