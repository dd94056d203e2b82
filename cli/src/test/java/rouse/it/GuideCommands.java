package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs the shell snippets of guides as they stand there, line by line, in the folder of a platform
 * that a {@code rouse dev} runs. Those that only read run side by side.
 */
final class GuideCommands {
  /** Those that name no language are for the shell. */
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

  /** What stays until it is ended; other real tests boot these, each with its own platform. */
  private static final Set<String> BOOTS =
      Set.of("rouse dev", "rouse guard", "rouse streams", "rouse executor");

  private final Path folder;
  private final Map<String, String> environment;
  private final Path bin;

  /**
   * @param folder with {@code compose.yaml}; the data of its dev in {@code data}
   * @param environment settings, and what a container has
   */
  GuideCommands(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment = environment;
    this.bin = Files.createDirectories(folder.resolve("guide-commands"));
    String rouse =
        DevProcess.rouse().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Files.createFile(
        bin.resolve("rouse"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(bin.resolve("rouse"), "#!/bin/sh\nexec " + rouse + " \"$@\"\n");
  }

  /** Each line of a guide's snippets, without what only boots. */
  static List<String> of(String guide) throws IOException {
    Path root = Files.isDirectory(Path.of("guides")) ? Path.of("") : Path.of("..");
    Matcher snippets = SNIPPET.matcher(Files.readString(root.resolve("guides").resolve(guide)));
    List<String> lines = new ArrayList<>();
    while (snippets.find()) {
      String code = snippets.group(1).isEmpty() ? snippets.group(2) : "";
      code.lines()
          .map(line -> line.replaceFirst("\\s+#.*$", ""))
          .filter(line -> !line.isBlank() && BOOTS.stream().noneMatch(line::startsWith))
          .forEach(lines::add);
    }
    return lines.stream().distinct().toList();
  }

  /**
   * Runs them; each has to end well, and one that watches has to go on until it is ended.
   *
   * @return what each has printed
   */
  Map<String, String> run(List<String> lines) throws IOException, InterruptedException {
    Map<String, Process> running = new LinkedHashMap<>();
    Map<String, String> said = new LinkedHashMap<>();
    try {
      for (String line : lines) {
        running.put(line, start(line, running.size()));
      }
      int number = 0;
      for (String line : lines) {
        Process process = running.get(line);
        File out = out(number++);
        if (line.startsWith("rouse watch")) {
          continue;
        }
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        String text = Files.readString(out.toPath());
        assertThat(ended).as("%s ends:\n%s", line, text).isTrue();
        assertThat(process.exitValue()).as("%s:\n%s", line, text).isBetween(0, most(line));
        said.put(line, text);
      }
      running.forEach(
          (line, process) -> {
            if (line.startsWith("rouse watch")) {
              assertThat(process.isAlive()).as(line).isTrue();
            }
          });
    } finally {
      running.values().forEach(Process::destroy);
    }
    return said;
  }

  /**
   * What doctor finds amiss may be the machine's, such as a port that another test has; and status
   * says by its code that the observer is blind, as it is on a machine with too much to do.
   */
  private static int most(String line) {
    return line.equals("rouse doctor") ? 1 : line.equals("rouse status") ? 4 : 0;
  }

  private File out(int number) {
    return bin.resolve(number + ".out").toFile();
  }

  private Process start(String line, int number) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec " + line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out(number))
            .redirectInput(new File("/dev/null"));
    builder.environment().putAll(environment);
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("ROUSE_DATA_DIR", folder.resolve("data").toString());
    return builder.start();
  }
}
