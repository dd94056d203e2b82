package rouse.executor.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compose files in every style, many to a file: {@code === NAME} begins one, {@code --- FILE}
 * another file beside it. {@code #files}, {@code #env} and what stands after a bar in the first
 * line say how it is read and what must be said about it.
 */
public final class ComposeCorpus {
  private static final Path FOLDER = Path.of("src", "test", "resources", "corpus");

  /** One project: its text, and a part of the error that it must bring. */
  public record Project(String name, String error, String text) {

    /** Written out and read as the command line reads it. */
    public ComposeResult read(Path folder, boolean confined) {
      try {
        write(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/someone"));
      after("#env ")
          .ifPresent(
              pair -> environment.put(pair.replaceAll("=.*", ""), pair.replaceAll("^[^=]*=", "")));
      List<Path> files =
          Arrays.stream(after("#files ").orElse("compose.yaml").split(" "))
              .map(folder::resolve)
              .toList();
      return ComposeReader.read(
          files,
          new ComposeOptions(false, confined, Set.of(), environment, Set.of(), Optional.empty()));
    }

    private Optional<String> after(String word) {
      return text.lines()
          .filter(l -> l.startsWith(word))
          .map(l -> l.substring(word.length()))
          .findFirst();
    }

    private void write(Path folder) throws IOException {
      String[] parts = ("--- compose.yaml\n" + text).split("(?m)^--- (?=\\S)");
      for (String part : Arrays.stream(parts).skip(1).toList()) {
        int end = part.indexOf('\n');
        Path file = folder.resolve(part.substring(0, end));
        Files.createDirectories(file.getParent());
        String content = part.substring(end + 1);
        boolean windows = file.getFileName().toString().startsWith("crlf");
        Files.writeString(file, windows ? content.replace("\n", "\r\n") : content);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private ComposeCorpus() {}

  /** Those that Compose takes. */
  public static Stream<Project> taken() {
    return projects("taken-");
  }

  /** Those that contradict themselves. */
  public static Stream<Project> refused() {
    return projects("refused");
  }

  private static Stream<Project> projects(String beginning) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith(beginning))
          .sorted()
          .toList()
          .stream()
          .flatMap(ComposeCorpus::projects);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Project> projects(Path file) {
    try {
      return Arrays.stream(Files.readString(file).split("(?m)^=== "))
          .skip(1)
          .map(ComposeCorpus::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Project of(String part) {
    int end = part.indexOf('\n');
    String[] head = part.substring(0, end).split(" \\| ", 2);
    return new Project(head[0], head.length == 2 ? head[1] : "", part.substring(end + 1));
  }
}
