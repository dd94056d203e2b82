# An empty Debian, made of the packages of this machine: what dpkg itself needs, no JDK, no engine. Sourced.
# shellcheck shell=bash

# What every Debian has (Essential), and what rouse's package asks for.
DEBIAN_PACKAGES=(base-files base-passwd bash coreutils dash debianutils diffutils dpkg findutils grep gzip hostname init-system-helpers
  libc-bin libgcc-s1 libstdc++6 login ncurses-base passwd sed sysvinit-utils tar util-linux)

# fill_debian DIRECTORY: their files as they are here, and what dpkg knows of them
fill_debian() {
  local root=$1 packages name
  # shellcheck disable=SC2016 # dpkg's variables
  mapfile -t packages < <(apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances "${DEBIAN_PACKAGES[@]}" | sed -n 's/^\([a-z0-9][^: ]*\).*/\1/p' | sort -u |
    xargs dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' 2>/dev/null | sed -n 's/^installed //p')
  mkdir -p "$root"/{dev,etc,proc,root,run,sys,tmp,var/lib/dpkg/info,var/lib/dpkg/updates,var/log}
  chmod 1777 "$root/tmp"
  # where a system's /bin is a link to /usr/bin, so is the root's
  for name in bin sbin lib lib64; do
    if [ -L "/$name" ]; then mkdir -p "$root/usr/$name" && ln -s "usr/$name" "$root/$name"; fi
  done
  dpkg-query -L "${packages[@]}" | grep '^/' | sort -u | grep -v '^/usr/share/\(doc\|info\|locale\|man\)/' | while read -r name; do
    if [ -f "$name" ] || { [ -L "$name" ] && [ ! -d "$name" ]; }; then printf '%s\n' "${name#/}"; fi
  done | tar -C / --create --files-from=- | tar -C "$root" --extract --keep-directory-symlink
  for name in "${packages[@]}"; do cp /var/lib/dpkg/info/"$name".{list,md5sums,triggers} "$root/var/lib/dpkg/info/" 2>/dev/null || true; done
  dpkg-query --status "${packages[@]}" >"$root/var/lib/dpkg/status"
  printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
  touch "$root"/etc/{shadow,gshadow,login.defs}
}
