package rouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import rouse.contracts.event.Json;

/** A verb of Rouse in a process of its own, as a user starts it. */
final class RouseProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final double TICKS_PER_SECOND = 100;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;

  private RouseProcess(Process process) {
    this.process = process;
  }

  /** The {@code rouse} of this build, or of the package that {@code BENCH_ROUSE} names. */
  static RouseProcess start(File log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(
        System.getenv()
            .getOrDefault("BENCH_ROUSE", Path.of("scripts", "rouse").toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log);
    // Else it would be taken for a setting.
    builder.environment().remove("ROUSE_COMMAND");
    return new RouseProcess(builder.start());
  }

  /** Returns when a URL of it answers well. */
  void await(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Returns when so many modules of the platform are wanted and alive. */
  void awaitAlive(Callable<String> api, String platform, int modules) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> alive(api.call(), platform) == modules);
  }

  private int alive(String api, String platform) throws IOException, InterruptedException {
    int alive = 0;
    for (JsonNode module : get(api + "/api/platforms/" + platform).path("modules")) {
      alive += module.path("desired").asInt() > 0 ? module.path("alive").asInt() : 0;
    }
    return alive;
  }

  JsonNode get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return Json.MAPPER.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
  }

  /** Processor time that it has used, in seconds, as the kernel counts it. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(proc("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Memory that it holds now, in MB, as {@code VmRSS} or another line of its status says. */
  double megabytes(String line) throws IOException {
    return Files.readAllLines(proc("status")).stream()
            .filter(l -> l.startsWith(line + ":"))
            .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
            .sum()
        / 1000.0;
  }

  /** Threads of it that there are now. */
  int threads() throws IOException {
    try (Stream<Path> tasks = Files.list(proc("task"))) {
      return (int) tasks.count();
    }
  }

  /** Returns when a verb that ends by itself has ended. */
  void awaitEnd() {
    process.onExit().join();
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
