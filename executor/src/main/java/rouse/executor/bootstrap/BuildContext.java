package rouse.executor.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.files.FileHashes;
import rouse.executor.files.Sha256;

/**
 * What is sent to the engine to build an image: the files of a folder that are not ignored, with
 * their modes, in one order, without times and owners. So two copies of a folder have one hash.
 */
final class BuildContext {
  private static final String OUTSIDE_DOCKERFILE = ".rouse.Dockerfile";
  private static final String IGNORE = ".dockerignore";
  private static final Pattern LINE = Pattern.compile("\\bline ([0-9]{1,6})\\b");
  private static final int EXECUTABLE = 0755;
  private static final int PLAIN = 0644;
  private static final int PERMISSIONS = 07777;

  private final BuildDefinition definition;
  private final Map<String, Path> entries = new TreeMap<>();
  private final String dockerfile;
  private final String written;
  private final String dockerfileText;
  private final Optional<NamedContexts> named;

  private BuildContext(BuildDefinition definition) throws IOException {
    this.definition = definition;
    boolean inside =
        definition.inlineDockerfile().isEmpty()
            && definition.contexts().isEmpty()
            && definition.dockerfile().startsWith(definition.context());
    this.dockerfile =
        inside
            ? slashed(definition.context().relativize(definition.dockerfile()))
            : OUTSIDE_DOCKERFILE;
    this.written =
        definition.inlineDockerfile().isPresent()
            ? definition.inlineDockerfile().get()
            : Files.readString(definition.dockerfile());
    this.named =
        definition.contexts().isEmpty()
            ? Optional.empty()
            : Optional.of(new NamedContexts(definition.contexts(), written));
    this.dockerfileText = named.map(NamedContexts::dockerfile).orElse(written);
    collect(definition.context(), "", rules());
    for (Map.Entry<String, String> context : definition.contexts().entrySet()) {
      if (!context.getValue().startsWith(BuildDefinition.IMAGE)) {
        Path root = Path.of(context.getValue());
        collect(root, NamedContexts.FOLDER + context.getKey() + "/", rules(root.resolve(IGNORE)));
      }
    }
    if (named.isPresent()) {
      // What is ignored is left out already, and the engine would leave out the contexts too.
      entries.remove(IGNORE);
    }
  }

  /**
   * Looks the folder through; nothing is read yet but the Dockerfile.
   *
   * @throws BootException when it cannot be read
   */
  static BuildContext of(BuildDefinition definition) {
    try {
      return new BuildContext(definition);
    } catch (IOException e) {
      throw new BootException(
          "the build context "
              + definition.context()
              + " cannot be read: "
              + e.getMessage()
              + ". Check its permissions.",
          e);
    }
  }

  /** The Dockerfile's path in the archive. */
  String dockerfile() {
    return dockerfile;
  }

  String dockerfileText() {
    return dockerfileText;
  }

  /** A builder's words with the line numbers of the Dockerfile as its author wrote it. */
  String asWritten(String words) {
    return named.map(n -> n.asWritten(words)).orElse(words);
  }

  /** What messages call the Dockerfile. */
  String shownAs() {
    return definition.inlineDockerfile().isPresent()
        ? "dockerfile_inline"
        : definition.dockerfile().toString();
  }

  /** The line that a builder's words count, as in {@code (COPY --link a b)}; else nothing. */
  String lineIn(String words) {
    Matcher counted = LINE.matcher(words);
    List<String> lines = written.lines().toList();
    int number = counted.find() ? Integer.parseInt(counted.group(1)) : 0;
    return number < 1 || number > lines.size() ? "" : " (" + lines.get(number - 1).strip() + ")";
  }

  /** A Dockerfile may bring ignore rules of its own, beside it. */
  private IgnoreRules rules() throws IOException {
    Path own =
        definition
            .dockerfile()
            .resolveSibling(definition.dockerfile().getFileName() + ".dockerignore");
    Path common = definition.context().resolve(IGNORE);
    return rules(Files.isRegularFile(own) ? own : common);
  }

  private static IgnoreRules rules(Path rules) throws IOException {
    return IgnoreRules.parse(Files.isRegularFile(rules) ? Files.readString(rules) : "");
  }

  /**
   * @param prefix of the archive's paths
   */
  private void collect(Path root, String prefix, IgnoreRules rules) throws IOException {
    if (!prefix.isEmpty()) {
      entries.put(prefix, root);
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(root)) {
              return FileVisitResult.CONTINUE;
            }
            String path = slashed(root.relativize(folder));
            if (!rules.ignores(path)) {
              entries.put(prefix + path + "/", folder);
            } else if (!rules.hasExceptions()) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = slashed(root.relativize(file));
            boolean sendable = attributes.isRegularFile() || attributes.isSymbolicLink();
            if (sendable && (path.equals(dockerfile) || !rules.ignores(path))) {
              entries.put(prefix + path, file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * The hash of everything that decides what the image becomes.
   *
   * @param bases the ids of the images it is built from, as far as they are present
   */
  String hash(Map<String, String> bases, FileHashes files) {
    try {
      return Sha256.of(
          sink -> {
            for (Map.Entry<String, Path> entry : entries.entrySet()) {
              // Names may hold anything, so their length tells where they end.
              line(sink, entry.getKey().length() + ":" + entry.getKey());
              line(sink, contentOf(entry.getValue(), files));
            }
            line(sink, dockerfileText);
            line(sink, new TreeMap<>(definition.args()));
            line(sink, definition.target());
            line(sink, new TreeMap<>(definition.labels()));
            line(sink, definition.network());
            line(sink, dockerfile);
            line(sink, new TreeMap<>(bases));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentOf(Path path, FileHashes files) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link to " + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "folder " + Integer.toOctalString(mode(path));
    }
    return Integer.toOctalString(mode(path)) + " " + files.of(path);
  }

  private static void line(OutputStream sink, Object part) throws IOException {
    sink.write((part + "\n").getBytes(UTF_8));
  }

  /** Writes the tar archive; the stream is left open. */
  void writeTo(OutputStream out) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    for (Map.Entry<String, Path> entry : entries.entrySet()) {
      write(tar, entry.getKey(), entry.getValue());
    }
    if (!entries.containsKey(dockerfile)) {
      byte[] text = dockerfileText.getBytes(UTF_8);
      TarArchiveEntry entry = new TarArchiveEntry(dockerfile);
      entry.setSize(text.length);
      put(tar, entry, PLAIN);
      tar.write(text);
      tar.closeArchiveEntry();
    }
    tar.finish();
    tar.flush();
  }

  private static void write(TarArchiveOutputStream tar, String name, Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(Files.readSymbolicLink(path).toString());
      put(tar, entry, PLAIN);
    } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      put(tar, new TarArchiveEntry(name), mode(path));
    } else {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(size(path));
      put(tar, entry, mode(path));
      Files.copy(path, tar);
    }
    tar.closeArchiveEntry();
  }

  private static long size(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " is gone since the build began", e);
    }
  }

  /** Its permissions, as an image has them that Docker builds from the folder. */
  private static int mode(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Files.isDirectory(path) || Files.isExecutable(path) ? EXECUTABLE : PLAIN;
    }
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & PERMISSIONS;
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode)
      throws IOException {
    entry.setMode(mode);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }
}
