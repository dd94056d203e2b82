# The artifacts of scripts/package: archive, .deb and image. Sourced after package.sh.
# shellcheck shell=bash

# make_archive TREE FILE: the same bytes for the same tree
make_archive() {
  local name
  name=$(basename "$2" .tar.gz)
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$SOURCE_DATE_EPOCH" --format=gnu \
    --directory="$1" --transform="s|^\./|$name/|;s|^\.\$|$name|" . | gzip -n -6 >"$2"
}
