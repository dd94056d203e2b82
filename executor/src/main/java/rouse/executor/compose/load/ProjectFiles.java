package rouse.executor.compose.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import rouse.executor.compose.check.ComposeKeys;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;
import rouse.executor.compose.yaml.UnreadableFileException;

/** Files that a platform file names, and which of them are outside the project's folder. */
public final class ProjectFiles {
  /** A platform of 500 modules has some 200 KiB. */
  static final long LARGEST = 1 << 20;

  /** The engine's. */
  public static final Path SOCKET = Path.of("/var/run/docker.sock");

  private static final List<Path> SOCKETS = List.of(SOCKET, Path.of("/run/docker.sock"));

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private final Path project;
  private final String home;

  /**
   * @param project the folder of the platform file, absolute
   * @param home what {@code ~} stands for
   */
  public ProjectFiles(Path project, String home) {
    this.project = project;
    this.home = home;
  }

  /** A path of the file against the project's folder; says so when it is none. */
  public Optional<Path> path(Section section, String text) {
    try {
      String expanded = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
      return Optional.of(project.resolve(expanded).normalize());
    } catch (InvalidPathException e) {
      section.error(
          "not a path: " + MessageText.quoted(text), "Write a path without control characters.");
      return Optional.empty();
    }
  }

  /**
   * A path that a container is to see. One outside the project, symbolic links followed, widens
   * what it may do.
   *
   * @return the path as it is named; when files are confined the real one, and what does not exist
   *     yet below its nearest folder that does
   */
  public Optional<Path> visible(Section section, String text) {
    return path(section, text).flatMap(p -> visible(section, p, text));
  }

  /** As {@link #visible}, for what containers see only when it is put into an image. */
  public Optional<Path> readable(Section section, String text) {
    return section.confined() ? visible(section, text) : path(section, text);
  }

  private Optional<Path> visible(Section section, Path path, String text) {
    Path real = real(path);
    boolean isSocket = isSocket(real) || isSocket(path);
    boolean holdsSocket =
        SOCKETS.stream().anyMatch(s -> s.startsWith(real) || real(s).startsWith(real));
    boolean applied = true;
    if (isSocket || holdsSocket) {
      applied =
          section.widens(
              MessageText.quoted(text) + " hands out the Docker socket, and with it the host",
              ComposeKeys.DOCKER_SOCKET);
    }
    if (applied && !isSocket && !real.startsWith(real(project))) {
      boolean linked = path.startsWith(project);
      applied =
          section.widens(
              MessageText.quoted(text)
                  + " is outside the project"
                  + (linked
                      ? ", through a symbolic link to " + MessageText.quoted(real.toString())
                      : ""),
              ComposeKeys.OUTSIDE_PROJECT);
    }
    return applied ? Optional.of(section.confined() ? real : path) : Optional.empty();
  }

  private static boolean isSocket(Path path) {
    return path.endsWith("docker.sock") || SOCKETS.stream().anyMatch(s -> real(s).equals(path));
  }

  /** The text of a file, read with the same limits as the platform file. */
  public Optional<String> read(Section section, Path path) {
    try {
      return Optional.of(text(path));
    } catch (UnreadableFileException e) {
      section.error(e.finding().message(), e.finding().remedy());
      return Optional.empty();
    }
  }

  /**
   * UTF-8 text of at most 1 MiB.
   *
   * @throws Refused with what is wrong with the file
   */
  static String text(Path path) throws UnreadableFileException {
    try {
      if (!Files.isRegularFile(path)) {
        throw new UnreadableFileException(
            "", 0, "there is no file " + MessageText.quoted(path.toString()), "Check the path.");
      }
      if (Files.size(path) > LARGEST) {
        throw new UnreadableFileException(
            "",
            0,
            MessageText.quoted(path.toString()) + " is larger than 1 MiB",
            "Check that it is the file you mean.");
      }
      return decode(path, Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UnreadableFileException(
          "", 0, MessageText.quoted(path.toString()) + " cannot be read", "Check its permissions.");
    }
  }

  private static String decode(Path path, byte[] bytes) throws UnreadableFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(buffer)
              .toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < buffer.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new UnreadableFileException(
          "",
          line,
          MessageText.quoted(path.toString()) + " is not UTF-8 text",
          "Save it as UTF-8.");
    }
  }

  private static Path real(Path path) {
    return real(path, MOST_LINKS);
  }

  /** Docker will follow a link whose target comes to be later, so it is followed here already. */
  private static Path real(Path path, int linksLeft) {
    Path existing = path;
    while (existing != null) {
      try {
        if (linksLeft > 0 && Files.isSymbolicLink(existing) && !Files.exists(existing)) {
          Path target = existing.resolveSibling(Files.readSymbolicLink(existing));
          return real(target.resolve(existing.relativize(path)).normalize(), linksLeft - 1);
        }
        Path real = existing.toRealPath();
        return existing.equals(path) ? real : real.resolve(existing.relativize(path)).normalize();
      } catch (IOException e) {
        existing = existing.getParent();
      }
    }
    return path;
  }
}
