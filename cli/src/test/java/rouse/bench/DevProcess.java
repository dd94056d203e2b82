package rouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import rouse.contracts.event.Json;

/** {@code rouse dev} in a process of its own, as a user starts it. */
final class DevProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final double TICKS_PER_SECOND = 100;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path data;

  private DevProcess(Process process, Path data) {
    this.process = process;
    this.data = data;
  }

  static DevProcess start(Path file, Path data) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of("scripts", "rouse").toAbsolutePath().toString(), "dev", "-f", file.toString());
    builder.environment().put("ROUSE_DATA_DIR", data.toString());
    builder.environment().put("ROUSE_HTTP_PORT", "0");
    builder.environment().put("ROUSE_EXECUTOR_PORT", "0");
    builder.redirectErrorStream(true).redirectOutput(file.resolveSibling("dev.log").toFile());
    return new DevProcess(builder.start(), data);
  }

  /** Returns when so many modules of the platform are wanted and alive. */
  void awaitAlive(String platform, int modules) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> alive(platform) == modules);
  }

  private int alive(String platform) throws IOException, InterruptedException {
    int alive = 0;
    for (JsonNode module : get("/api/platforms/" + platform).path("modules")) {
      alive += module.path("desired").asInt() > 0 ? module.path("alive").asInt() : 0;
    }
    return alive;
  }

  /** What the status API answers. */
  JsonNode get(String path) throws IOException, InterruptedException {
    JsonNode state = Json.MAPPER.readTree(Files.readAllBytes(data.resolve("dev.json")));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(state.path("api").asText() + path)).build();
    return Json.MAPPER.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
  }

  /** Processor time that it has used, in seconds, as the kernel counts it. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  /** SIGKILL, from outside of Docker. */
  static void kill(int pid) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-9", Integer.toString(pid)).start().waitFor();
    if (exit != 0) {
      throw new IOException("cannot kill process " + pid + "; the benchmark needs to be root");
    }
  }
}
