# The artifacts of scripts/package: archive, .deb and image. Sourced after package.sh.
# shellcheck shell=bash

# make_archive TREE FILE: the same bytes for the same tree
make_archive() {
  local name
  name=$(basename "$2" .tar.gz)
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$SOURCE_DATE_EPOCH" --format=gnu \
    --directory="$1" --transform="s|^\./|$name/|;s|^\.\$|$name|" . | gzip -n -6 >"$2"
}

# debian_version: a snapshot is older than its release
debian_version() { rouse_version | tr '[:upper:]' '[:lower:]' | sed 's/-/~/'; }

# make_deb TREE FILE
make_deb() {
  local root=$1.deb
  rm -rf "$root"
  mkdir -p "$root"/{DEBIAN,etc/rouse,usr/bin,usr/lib/rouse,usr/lib/systemd/system,usr/share/doc/rouse}
  cp -a "$1"/{bin,lib,runtime} "$root/usr/lib/rouse/"
  ln -s ../lib/rouse/bin/rouse "$root/usr/bin/rouse"
  cp -a "$1"/share/. "$root/usr/share/"
  cp "$1"/systemd/*.service "$root/usr/lib/systemd/system/"
  cp "$1/rouse.env" "$root/etc/rouse/"
  cp "$1/README.md" "$PACKAGING/debian/copyright" "$root/usr/share/doc/rouse/"
  printf 'rouse (%s) unstable; urgency=medium\n\n  * See the history of the sources.\n\n -- Rouse <rouse@localhost>  %s\n' \
    "$(debian_version)" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -n -9 >"$root/usr/share/doc/rouse/changelog.gz"
  cp "$PACKAGING"/debian/{conffiles,postinst,prerm,postrm} "$root/DEBIAN/"
  (cd "$root" && find etc usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  sed -e "s/@VERSION@/$(debian_version)/" -e "s/@SIZE@/$(du -sk --apparent-size "$root/usr" | cut -f1)/" \
    "$PACKAGING/debian/control" >"$root/DEBIAN/control"
  chmod -R u=rwX,go=rX "$root"
  chmod 755 "$root"/DEBIAN/{postinst,prerm,postrm}
  fix_times "$root"
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$root" "$2" >/dev/null
  rm -rf "$root"
}

# make_image TREE NAME: on ROUSE_BASE, or on a shell and the libraries of this machine
make_image() {
  local context=$1.image base=${ROUSE_BASE:-rouse-base:latest}
  rm -rf "$context"
  mkdir -p "$context"
  [ -n "${ROUSE_BASE:-}" ] || make_base "$1" "$base"
  mkdir "$context/rouse"
  cp -a "$1"/{bin,lib,runtime,LICENSE} "$context/rouse/"
  # It would be two fifths of the image. The first start does without and leaves one in the data folder.
  rm "$context/rouse/lib/rouse.jsa"
  fix_times "$context"
  cp "$PACKAGING/image/Dockerfile" "$context/"
  build_image "$2" "$(tree_hash "$context/rouse")" "$context" --build-arg "BASE=$base"
  rm -rf "$context"
}

tree_hash() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -c1-16; }

# make_base TREE NAME: a shell and the C library, nothing else
make_base() {
  local context=$1.base
  static_busybox >/dev/null || install_packages "a shell for the base image" busybox-static
  rm -rf "$context"
  mkdir -p "$context/root"
  fill_system "$context/root"
  fill_libraries "$context/root" "$1"
  fix_times "$context/root"
  printf 'FROM scratch\nCOPY root/ /\n' >"$context/Dockerfile"
  is_current "$2" "$(tree_hash "$context/root")" || build_image "$2" "$(tree_hash "$context/root")" "$context"
  rm -rf "$context"
}
