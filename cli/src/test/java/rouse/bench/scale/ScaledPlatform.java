package rouse.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import rouse.bench.BenchReport;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.topic.Topics;
import rouse.it.Traffic;
import rouse.it.boot.BalancedPlatform;
import rouse.it.boot.Host;
import rouse.it.boot.Stage;

/** Workers behind a real HAProxy on this host's engine, and the executor that looks after them. */
public final class ScaledPlatform implements AutoCloseable {
  static final Duration PAUSE = Duration.ofMillis(20);
  private final Stage stage;
  private final Host host;
  private final int port;

  private ScaledPlatform(Stage stage, Host host, int port) {
    this.stage = stage;
    this.host = host;
    this.port = port;
  }

  /**
   * Starts its executor; {@link #awaitAnswer} tells when it is up.
   *
   * @param port of this host at which HAProxy serves
   * @param stage whose platform file lacks only the files that its services mount
   */
  public static ScaledPlatform start(Stage stage, int port) throws IOException {
    var file = stage.platform().file();
    Files.writeString(file, Files.readString(file) + BalancedPlatform.configs());
    return new ScaledPlatform(stage, stage.host(stage.name()).start(), port);
  }

  /** One more, with the same broker and streams app; close it before this one. */
  public ScaledPlatform beside(String prefix, String services, int other) throws IOException {
    return start(stage.beside(prefix, services), other);
  }

  public ScaledPlatform awaitAnswer() {
    try {
      BalancedPlatform.awaitAnswer(port);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new IllegalStateException(stage.name() + " does not answer: " + host.said(), e);
    }
    return this;
  }

  Stage stage() {
    return stage;
  }

  Host host() {
    return host;
  }

  int port() {
    return port;
  }

  /** Requests of 5 ms and of 2 s, over connections that are kept and over new ones. */
  Traffic steady() {
    return new Traffic()
        .keepingAlive(2, BalancedPlatform.run(port, "0.005"), PAUSE)
        .connectingAnew(1, BalancedPlatform.run(port, "0.005"), PAUSE)
        .keepingAlive(2, BalancedPlatform.run(port, "2"), PAUSE)
        .connectingAnew(1, BalancedPlatform.run(port, "2"), PAUSE);
  }

  void scale(String module, int count) throws IOException, InterruptedException {
    stage.order(module, "scale", "{\"replicas\":" + count + "}");
  }

  int running(String module) {
    return stage.platform().engine().running(stage.name(), module).size();
  }

  void awaitRunning(String module, int count) {
    Stage.soon().until(() -> running(module) == count);
  }

  void awaitAlive(String module, int count) {
    Stage.soon().until(() -> running(module) == count && stage.status().phase().equals("alive"));
  }

  ModuleStatus module(String name) throws IOException, InterruptedException {
    return stage.status().modules().stream()
        .filter(m -> m.module().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** When something was first announced of a worker, by the record's time. */
  Instant announced(String event, String worker, Instant since) throws IOException {
    for (var record : stage.cluster().read(Topics.withDefaultNames().loadBalancer())) {
      var said = Json.MAPPER.readTree(record.value());
      Instant at = Instant.ofEpochMilli(record.timestamp());
      if (stage.name().equals(record.key())
          && at.isAfter(since)
          && event.equals(said.path("event").asText())
          && worker.equals(said.path("worker").asText())) {
        return at;
      }
    }
    throw new IllegalStateException(worker + " was not announced as " + event);
  }

  static void failures(BenchReport report, String name, Traffic traffic) {
    List<String> failed = traffic.failures();
    failed.stream().limit(5).forEach(System.err::println);
    report
        .row(name, "requests", failed.size(), "= 0", failed.isEmpty())
        .raw("answered", traffic.answered());
  }

  static double ms(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }

  @Override
  public void close() {
    host.close();
    stage.close();
  }
}
