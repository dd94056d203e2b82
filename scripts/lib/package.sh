# What scripts/package is made of: the tree that archive, .deb and image share. Sourced after build.sh.
# shellcheck shell=bash

PACKAGING=$ROUSE_ROOT/packaging

# What Rouse and its libraries use of the JDK. jdk.crypto.ec is for TLS, jdk.naming.dns for mail and the MongoDB driver,
# jdk.management.agent for those who look into a running one.
RUNTIME_MODULES=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss
RUNTIME_MODULES+=,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.management.agent,jdk.naming.dns
RUNTIME_MODULES+=,jdk.net,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs

rouse_version() { sed -n 's|^  <version>\(.*\)</version>|\1|p' "$ROUSE_ROOT/pom.xml"; }

# source_date: of the commit, so that two builds of it are alike; without a repository, the one that Maven stamps jars with
source_date() {
  git -C "$ROUSE_ROOT" log -1 --format=%ct 2>/dev/null ||
    date -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' "$ROUSE_ROOT/pom.xml")" +%s
}

# make_tree DIRECTORY: everything that is installed, with fixed times
make_tree() {
  local tree=$1
  umask 022
  mkdir -p "$tree"/{bin,lib/jars,lib/native,share,systemd}
  fill_runtime "$tree/runtime"
  fill_jars "$tree/lib"
  cp "$PACKAGING/rouse" "$tree/bin/rouse"
  cp "$ROUSE_ROOT/scripts/lib/jvm.sh" "$tree/lib/"
  cp "$PACKAGING"/systemd/*.service "$tree/systemd/"
  cp "$PACKAGING/rouse.env" "$ROUSE_ROOT/LICENSE" "$ROUSE_ROOT/README.md" "$tree/"
  fix_times "$tree"
  archive_classes "$tree"
  fill_share "$tree"
  fix_times "$tree"
}

# fill_share TREE: completion and manual page, as the command itself prints them
fill_share() {
  local rouse=$1/bin/rouse share=$1/share
  mkdir -p "$share"/{bash-completion/completions,zsh/vendor-completions,man/man1}
  "$rouse" completion bash >"$share/bash-completion/completions/rouse"
  "$rouse" completion zsh >"$share/zsh/vendor-completions/_rouse"
  "$rouse" manual | gzip -n -9 >"$share/man/man1/rouse.1.gz"
}

fix_times() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

fill_runtime() {
  "$ROUSE_JAVA_HOME/bin/jlink" --add-modules "$RUNTIME_MODULES" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --compress zip-9 --output "$1" || die "jlink of $ROUSE_JAVA_HOME failed" "set ROUSE_JAVA_HOME to another JDK $OLDEST_JDK or newer"
  find "$1/bin" -type f ! -name java -delete
  # some distributions keep the certificates outside the JDK and leave a link
  [ -s "$1/lib/security/cacerts" ] || cp -L "$ROUSE_JAVA_HOME/lib/security/cacerts" "$1/lib/security/cacerts"
  find "$1" -type f \( -name '*.so' -o -path '*/bin/java' \) -exec strip --strip-unneeded {} +
}

# fill_jars LIB: the native libraries stand beside them. Else each start would unpack them into /tmp, where some hosts let nothing run.
fill_jars() {
  "$ROUSE_JAVA_HOME/bin/java" "$ROUSE_ROOT/scripts/lib/PlainJar.java" "$1/jars" "$SOURCE_DATE_EPOCH" "$ROUSE_JAR" "$ROUSE_LIB"/*.jar
  mv "$1/jars/rouse.jar" "$1/rouse.jar"
  mv "$1"/jars/picocli-*.jar "$1/picocli.jar"
  unzip -q -j "$ROUSE_LIB"/rocksdbjni-*.jar librocksdbjni-linux64.so -d "$1/native"
  unzip -q -j "$ROUSE_LIB"/zstd-jni-*.jar linux/amd64/\*.so -d "$1/native"
  unzip -q -j "$ROUSE_LIB"/snappy-java-*.jar org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so -d "$1/native"
  unzip -q -j "$ROUSE_LIB"/jna-[0-9]*.jar com/sun/jna/linux-x86-64/libjnidispatch.so -d "$1/native"
  unzip -q -j "$ROUSE_LIB"/lz4-java-*.jar net/jpountz/util/linux/amd64/liblz4-java.so -d "$1/native"
  strip --strip-unneeded "$1"/native/*.so
}

# archive_classes TREE: the classes of Rouse, and those that a check of the example takes of the libraries, loaded and linked beforehand.
# That check loads the same ones every time, so that the archive can be made again. One for all that a broker or a streams app loads
# were three times as large, and each process would hold it in memory.
archive_classes() {
  local tree=$1 list classpath jar java
  list=$(mktemp)
  classpath=$tree/lib/rouse.jar
  for jar in "$tree"/lib/jars/*.jar; do classpath+=:$jar; done
  # with the options of a run: the JVM passes over much of an archive that was made with others
  jvm_options dev
  # shellcheck disable=SC2154 # jvm_options sets it
  read -r -a java <<<"$tree/runtime/bin/java $jvm_options"
  java+=("-Xbootclasspath/a:$tree/lib/picocli.jar" -cp "$classpath")
  "${java[@]}" -Xshare:off "-XX:DumpLoadedClassList=$list.loaded" rouse.cli.Rouse check "$ROUSE_ROOT/examples/ias/compose.yaml" >/dev/null
  {
    grep -v '^[#@]' "$list.loaded" | cut -d' ' -f1
    for jar in "$tree"/lib/rouse.jar "$tree"/lib/jars/rouse-*.jar; do
      unzip -Z1 "$jar" '*.class' | grep -v 'package-info\|module-info' | sed 's/\.class$//'
    done
  } | LC_ALL=C sort -u >"$list"
  "${java[@]}" -Xshare:dump "-XX:SharedClassListFile=$list" "-XX:SharedArchiveFile=$tree/lib/rouse.jsa" -Xlog:cds=error -Xlog:aot=error >&2 ||
    die "the class archive could not be made" "the JVM's message is above"
  rm -f "$list" "$list.loaded"
}
