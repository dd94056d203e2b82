package rouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prometheus' own checker, of the distribution. */
public final class Promtool {
  private Promtool() {}

  /** Fails unless it has nothing to say of what a live {@code /metrics} tells of Rouse. */
  public static void checkMetrics(String scraped) throws IOException, InterruptedException {
    String own =
        scraped
            .lines()
            .filter(line -> line.replaceFirst("^# (HELP|TYPE) ", "").startsWith("rouse_"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(own).contains("# TYPE rouse_");
    assertThat(run(Path.of("."), own, "check", "metrics")).isEmpty();
  }

  /** What it prints; fails when it finds a fault. */
  static String run(Path folder, String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("promtool"));
    line.addAll(List.of(arguments));
    Process promtool =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    try (var to = promtool.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    return said;
  }
}
