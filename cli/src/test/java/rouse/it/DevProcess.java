package rouse.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import rouse.contracts.event.Json;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.WhyNot;

/** {@code rouse dev} as a process of its own, so that it can be killed. */
public final class DevProcess implements AutoCloseable {
  private static final Duration BOOT = Duration.ofMinutes(5);
  private static final AtomicInteger STARTED = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final Path log;
  private final List<String> command;
  private final Optional<String> platform;
  private Process process;

  /** Whether it writes the archive of classes when it ends. */
  private boolean records;

  /** What ends before that has not loaded the half of it. */
  private boolean wasAlive;

  /**
   * @param more further arguments of {@code rouse dev}
   */
  public DevProcess(Path file, Path data, String... more) {
    this(rouse("dev", "-f", file.toString()), Optional.empty(), data, more);
  }

  private DevProcess(List<String> verb, Optional<String> platform, Path data, String... more) {
    this.data = data;
    this.platform = platform;
    this.log = data.resolveSibling("dev-" + STARTED.incrementAndGet() + ".log");
    this.command = new ArrayList<>(verb);
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--set", "http.port=0", "--set", "executor.port=0"));
    command.addAll(List.of(more));
  }

  /**
   * {@code rouse guard}.
   *
   * @param platform that is asked for
   */
  public static DevProcess guard(Path data, String platform, String... more) {
    return new DevProcess(rouse("guard"), Optional.of(platform), data, more);
  }

  /** The {@code rouse} command of this build, as scripts/rouse starts it. */
  public static List<String> rouse(String... arguments) {
    List<String> line = ClassArchive.java("512m");
    line.add("--enable-native-access=ALL-UNNAMED");
    // not the tests' own, which some test jar on this path brings and which says less
    line.add("-Dlogback.configurationFile=rouse");
    line.addAll(List.of("-cp", ClassArchive.path(), "rouse.cli.Rouse"));
    line.addAll(List.of(arguments));
    return line;
  }

  /** Root may open every socket; this takes that away from it. */
  public DevProcess withoutOverride() {
    command.addAll(0, noOverride());
    return this;
  }

  /** What a command begins with that shall not have that right. */
  static List<String> noOverride() {
    return System.getProperty("user.name").equals("root")
        ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
        : List.of();
  }

  /** Starts it; it need not be running yet when this returns. */
  public DevProcess start() {
    return start(Map.of());
  }

  public DevProcess start(Map<String, String> environment) {
    try {
      List<String> line = new ArrayList<>(command);
      Optional<String> record = ClassArchive.record();
      record.ifPresent(option -> line.add(line.indexOf("-cp"), option));
      records = record.isPresent();
      ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.redirectInput(new File("/dev/null"));
      builder.environment().putAll(environment);
      process = builder.start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until every module of the platform is alive; fails with dev's log when it ends before. */
  public DevProcess awaitAlive() {
    Awaitility.await()
        .atMost(BOOT)
        .pollInterval(Duration.ofMillis(200))
        .failFast(this::requireRunning)
        .ignoreExceptions()
        .until(() -> isAlive());
    wasAlive = true;
    return this;
  }

  private boolean isAlive() throws IOException, InterruptedException {
    PlatformStatus status = status();
    return state().path("pid").asLong() == process.pid()
        && status.phase().equals("alive")
        && status.observer().state().equals("watching");
  }

  private void requireRunning() {
    if (!process.isAlive()) {
      throw new AssertionError("dev ended:\n" + log());
    }
  }

  /** How it ended. */
  public int awaitExit(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("dev still runs:\n" + log());
    }
    ended(true);
    return process.exitValue();
  }

  /** Kill -9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(60, TimeUnit.SECONDS);
    ended(false);
  }

  private void ended(boolean byItself) {
    if (records) {
      records = false;
      ClassArchive.recorded(byItself && wasAlive);
    }
  }

  /** SIGTERM. */
  public void terminate() throws InterruptedException {
    process.destroy();
    awaitExit(Duration.ofMinutes(2));
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  public String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What dev remembers of itself. */
  public JsonNode state() throws IOException {
    return Json.MAPPER.readTree(data.resolve("dev.json").toFile());
  }

  public String kafka() throws IOException {
    return "127.0.0.1:" + state().path("brokerPort").asInt();
  }

  public String platform() throws IOException {
    return platform.isPresent() ? platform.get() : state().path("platform").asText();
  }

  public PlatformStatus status() throws IOException, InterruptedException {
    return statusOf(platform());
  }

  public PlatformStatus statusOf(String name) throws IOException, InterruptedException {
    return get("/api/platforms/" + name, new TypeReference<>() {});
  }

  public PlatformStatus.InstanceStatus instance(String module)
      throws IOException, InterruptedException {
    return status().modules().stream()
        .filter(m -> m.module().equals(module))
        .flatMap(m -> m.instances().stream())
        .findFirst()
        .orElseThrow();
  }

  /** What a module used in the last hour. */
  public ModuleUsage usage(String module) throws IOException, InterruptedException {
    return get(
        "/api/platforms/" + platform() + "/modules/" + module + "/usage", new TypeReference<>() {});
  }

  public List<IncidentView> incidents() throws IOException, InterruptedException {
    return get("/api/platforms/" + platform() + "/incidents", new TypeReference<>() {});
  }

  public List<IncidentView> incidents(String module) throws IOException, InterruptedException {
    String instance = platform() + "/" + module + "/1";
    return incidents().stream().filter(i -> i.instance().equals(instance)).toList();
  }

  public IncidentView incident(String id) throws IOException, InterruptedException {
    return get("/api/incidents/" + id, new TypeReference<>() {});
  }

  /** Why nothing is done about the first instance of a module. */
  public WhyNot whyNot(String module) throws IOException, InterruptedException {
    return get("/api/why-not/" + instance(module).instance(), new TypeReference<>() {});
  }

  public CauseChain why(String id) throws IOException, InterruptedException {
    return get("/api/why/" + id, new TypeReference<>() {});
  }

  /** {@code POST /faulty} of the original fault-tolerance API. */
  public HttpResponse<String> faulty(String module) throws IOException, InterruptedException {
    URI uri = URI.create(state().path("faultTolerance").asText() + "/faulty");
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"module_name\":\"" + module + "\"}"))
            .build(),
        BodyHandlers.ofString());
  }

  private <T> T get(String path, TypeReference<T> type) throws IOException, InterruptedException {
    URI uri = URI.create(state().path("api").asText() + path);
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(
          path
              + ": "
              + answer.statusCode()
              + " "
              + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
    return Json.MAPPER.readValue(answer.body(), type);
  }

  @Override
  public void close() {
    if (isRunning()) {
      process.destroy();
      boolean byItself =
          process.onExit().completeOnTimeout(null, records ? 120 : 20, TimeUnit.SECONDS).join()
              != null;
      if (!byItself) {
        process.destroyForcibly();
        process.onExit().join();
      }
      ended(byItself);
    } else {
      ended(true);
    }
  }
}
