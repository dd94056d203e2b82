# The base images, made where no registry is in reach. Sourced after build.sh and engine.sh.
# shellcheck shell=bash

JAVA_IMAGE=rouse-java:21
EXAMPLE_IMAGE=rouse-example-base:latest
HAPROXY_IMAGE=rouse-haproxy:latest
KIT=$ROUSE_ROOT/examples/ias/kit

# What the JDK of the image can do: compile and run modules, a broker, the streams app, and look into them.
# (java.desktop for its java.beans, which loggers and JSON mappers ask for.)
JAVA_MODULES="java.base java.compiler java.desktop java.instrument java.logging java.management java.management.rmi java.naming
  java.net.http java.rmi java.security.jgss java.security.sasl java.sql java.xml jdk.compiler jdk.crypto.ec jdk.httpserver
  jdk.jartool jdk.jcmd jdk.jfr jdk.management jdk.naming.dns jdk.net jdk.security.auth jdk.security.jgss jdk.unsupported jdk.zipfs"

# Kafka's client, what it needs, and JSON: the few of Rouse's own libraries that a module gets.
KIT_JARS="kafka-clients slf4j-api lz4-java zstd-jni snappy-java jackson-annotations jackson-core jackson-databind"

need_base_images() {
  need_java_image
  need_example_image
  need_haproxy_image
}

need_java_image() {
  if [ -n "${ROUSE_BASE_IMAGE:-}" ]; then
    docker image inspect "$ROUSE_BASE_IMAGE" >/dev/null 2>&1 || docker pull -q "$ROUSE_BASE_IMAGE" >&2 ||
      die "the image ROUSE_BASE_IMAGE=$ROUSE_BASE_IMAGE is not to be had" "check its name, or unset it to make one here"
    docker tag "$ROUSE_BASE_IMAGE" "$JAVA_IMAGE"
  elif [ "${ROUSE_PULL:-0}" = 1 ] && docker pull -q eclipse-temurin:21-jdk >&2; then
    docker tag eclipse-temurin:21-jdk "$JAVA_IMAGE"
  else
    make_java_image
  fi
}

# is_current IMAGE INPUTS: the image was made from just these
is_current() { [ "$(docker image inspect -f '{{index .Config.Labels "rouse.inputs"}}' "$1" 2>/dev/null)" = "$2" ]; }

# build_image NAME INPUTS DIRECTORY OPTION...: with the builder every engine has
build_image() {
  local name=$1 inputs=$2 directory=$3 before
  shift 3
  before=$(docker image inspect -f '{{.Id}}' "$name" 2>/dev/null || true)
  DOCKER_BUILDKIT=0 docker build -q --label "rouse.inputs=$inputs" -t "$name" "$@" "$directory" >/dev/null 2>"$directory.err" || {
    grep -v DEPRECATED "$directory.err" >&2 || true
    die "the image $name could not be built" "the engine's message is above"
  }
  # the one it replaces, unless a container still runs from it
  if [ -n "$before" ]; then docker rmi "$before" >/dev/null 2>&1 || true; fi
}

make_java_image() (
  local start inputs work
  start=$(now)
  need_jdk
  static_busybox >/dev/null || install_packages "a shell for the base image" busybox-static
  inputs=$(cat "${BASH_SOURCE[0]}" "$ROUSE_JAVA_HOME/release" "$(static_busybox)" | sha256sum | cut -c1-16)
  is_current "$JAVA_IMAGE" "$inputs" && return 0
  say "making the base image $JAVA_IMAGE from the JDK in $ROUSE_JAVA_HOME"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/context/root"
  fill_java "$work/context/root"
  fill_libraries "$work/context/root"
  fill_system "$work/context/root"
  cat >"$work/context/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY root/ /
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/bin:/usr/bin LANG=C.UTF-8
CMD ["sh"]
DOCKERFILE
  build_image "$JAVA_IMAGE" "$inputs" "$work/context"
  say "made $JAVA_IMAGE, $(image_size "$JAVA_IMAGE"), in $(seconds_since "$start") s"
)

image_size() { printf '%d MB' $(($(docker image inspect -f '{{.Size}}' "$1") / 1000000)); }

# fill_java ROOT: the JDK, cut down to the modules named above as far as this JDK has them
fill_java() {
  local root=$1 available modules="" module
  available=$("$ROUSE_JAVA_HOME/bin/java" --list-modules | cut -d@ -f1)
  for module in $JAVA_MODULES; do
    if grep -qx "$module" <<<"$available"; then modules+=${modules:+,}$module; fi
  done
  mkdir -p "$root/opt"
  "$ROUSE_JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --generate-cds-archive --output "$root/opt/java" >"$root/../jlink.log" 2>&1 || {
    cat "$root/../jlink.log" >&2
    die "jlink of $ROUSE_JAVA_HOME failed" "set ROUSE_JAVA_HOME to another JDK $OLDEST_JDK or newer"
  }
  # of no use here: the archive for heaps above 32 GB, and what draws
  rm -f "$root"/opt/java/lib/server/classes_nocoops.jsa \
    "$root"/opt/java/lib/lib{awt*,fontmanager,freetype,javajpeg,jawt,jsound,lcms,mlib_image,splashscreen}.so
  # some distributions keep the certificates outside the JDK and leave a link
  [ -s "$root/opt/java/lib/security/cacerts" ] ||
    cp -L "$ROUSE_JAVA_HOME/lib/security/cacerts" "$root/opt/java/lib/security/cacerts" 2>/dev/null || true
}

# fill_libraries ROOT [JAVA]: the C library, its loader, those that find host names, and what the Java there and native jars link to
fill_libraries() {
  local root=$1 java=${2:-$1/opt/java} directory library
  directory=$(dirname "$(ldd "$ROUSE_JAVA_HOME/bin/java" | sed -n 's/.*=> \(.*libc\.so[^ ]*\).*/\1/p')")
  {
    # ldd fails at scripts
    { find "$java" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + 2>/dev/null || true; } |
      sed -n -e 's/.*=> \(\/[^ ]*\).*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p'
    # rocksdb, zstd and snappy ask for the first three
    for library in libstdc++.so.6 libgcc_s.so.1 libm.so.6 libnss_dns.so.2 libnss_files.so.2 libresolv.so.2 librt.so.1 libpthread.so.0 libdl.so.2; do
      find "$directory" /usr/lib/"$(uname -m)"-linux-gnu /usr/lib64 -maxdepth 1 -name "$library" 2>/dev/null | head -n 1
    done
  } | grep -v "^$java" | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
}

# fill_system ROOT: a shell with the usual tools, users, certificates, a way to look up names
fill_system() {
  local root=$1 applet
  mkdir -p "$root"/{bin,usr/bin,etc/ssl/certs,tmp,var/tmp,proc,sys,dev,root,home/rouse}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  cp -L "$(static_busybox)" "$root/bin/busybox"
  "$root/bin/busybox" --list | while read -r applet; do
    [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
  done
  ln -s /bin/env "$root/usr/bin/env"
  printf 'root:x:0:0:root:/root:/bin/sh\nrouse:x:1000:1000:rouse:/home/rouse:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nrouse:x:1000:\nnogroup:x:65534:\n' >"$root/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
  [ ! -r /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
}

need_example_image() (
  local start inputs work jar
  start=$(now)
  need_build
  inputs=$({
    docker image inspect -f '{{.Id}}' "$JAVA_IMAGE"
    ls "$ROUSE_LIB"
    find "$KIT" -type f | sort | xargs cat
    cat "${BASH_SOURCE[0]}"
  } | sha256sum | cut -c1-16)
  is_current "$EXAMPLE_IMAGE" "$inputs" && return 0
  say "making the example's base image $EXAMPLE_IMAGE"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cp -R "$KIT" "$work/context"
  mkdir "$work/context/lib"
  for jar in $KIT_JARS; do
    cp "$ROUSE_LIB/$jar"-[0-9]*.jar "$work/context/lib/$jar.jar" 2>/dev/null ||
      die "there is no $jar among Rouse's libraries in $ROUSE_LIB" "'mvn clean' and run this again"
  done
  build_image "$EXAMPLE_IMAGE" "$inputs" "$work/context" --build-arg "BASE=$JAVA_IMAGE"
  say "made $EXAMPLE_IMAGE, $(image_size "$EXAMPLE_IMAGE"), in $(seconds_since "$start") s"
)

# HAProxy as the distribution has it, with what it links to and a shell
need_haproxy_image() (
  local inputs work library
  need_command haproxy "a load balancer" haproxy
  static_busybox >/dev/null || install_packages "a shell for the base image" busybox-static
  inputs=$(cat "${BASH_SOURCE[0]}" "$(command -v haproxy)" "$(static_busybox)" | sha256sum | cut -c1-16)
  is_current "$HAPROXY_IMAGE" "$inputs" && return 0
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/context/root/usr/sbin"
  cp -L "$(command -v haproxy)" "$work/context/root/usr/sbin/haproxy"
  ldd "$(command -v haproxy)" | sed -n -e 's/.*=> \(\/[^ ]*\).*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | sort -u |
    while read -r library; do
      mkdir -p "$work/context/root$(dirname "$library")"
      cp -L "$library" "$work/context/root$library"
    done
  fill_system "$work/context/root"
  # In master-worker mode it reloads on HUP, and SIGUSR1 lets sessions end.
  cat >"$work/context/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY root/ /
ENV PATH=/bin:/usr/bin:/usr/sbin
STOPSIGNAL SIGUSR1
CMD ["haproxy", "-W", "-f", "/etc/haproxy/haproxy.cfg"]
DOCKERFILE
  build_image "$HAPROXY_IMAGE" "$inputs" "$work/context"
  say "made $HAPROXY_IMAGE, $(image_size "$HAPROXY_IMAGE")"
)
