package rouse.cli.dev;

import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import rouse.cli.Errors;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.cli.client.Endpoint;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.executor.guard.GuardApp;
import rouse.executor.guard.GuardScope;
import rouse.http.tls.HttpTls;
import rouse.streams.StreamsApp;

/** Broker, streams app and guard in this JVM. What it heals outlives it. */
public final class GuardProcess implements AutoCloseable {
  private final Settings settings;
  private final DataFolder data;
  private final GuardScope scope;
  private final boolean dryRun;
  private final Consumer<String> say;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private StreamsApp streams;
  private GuardApp guard;

  /**
   * @param dryRun only say what would be done
   */
  public GuardProcess(Settings given, GuardScope scope, boolean dryRun, Consumer<String> say) {
    this.dryRun = dryRun;
    this.data = DataFolder.of(given);
    this.settings =
        inside(
            "state",
            KnownSettings.STATE_DIR,
            inside("executor", KnownSettings.EXECUTOR_STATE, given));
    this.scope = scope;
    this.say = say;
  }

  /** A folder that the user did not choose is in the data folder. */
  private Settings inside(String name, Setting folder, Settings of) {
    return of.isGiven(folder) ? of : of.with(folder, data.resolve(name).toString());
  }

  /** Starts everything; when that fails, nothing is left running. */
  public DevState start() throws InterruptedException {
    try {
      return assemble();
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private DevState assemble() throws InterruptedException {
    keep(data.lock());
    Endpoint broker = Endpoint.free(Endpoint.LOOPBACK);
    keep(EmbeddedBroker.start(data.resolve("kafka"), broker, Optional.empty()));
    Settings own =
        data.signing(frugal(settings))
            .with(KnownSettings.KAFKA, broker.toString())
            .with(KnownSettings.PARTITIONS, Integer.toString(partitions()));
    streams = keep(new StreamsApp(own));
    streams.start();
    guard = keep(new GuardApp(own, scope, dryRun ? Optional.of(say) : Optional.empty()));
    guard.start();
    DevState state =
        new DevState(
            null,
            "",
            ProcessHandle.current().pid(),
            broker.port(),
            0,
            0,
            HttpTls.url(settings, settings.text(KnownSettings.HTTP_BIND), streams.httpPort()),
            "");
    data.remember(state);
    return state;
  }

  /**
   * Docker's events tell of ends and of health at once, so nobody waits for a tick; and whoever
   * reads a log in which nothing happens asks less often whether something did.
   */
  private static Settings frugal(Settings given) {
    Settings slow =
        given.isGiven(KnownSettings.TICK) ? given : given.with(KnownSettings.TICK, "500ms");
    // One transaction holds what one fact led to: on one host there is nothing to gather.
    Settings soon =
        slow.isGiven(KnownSettings.COMMIT_INTERVAL)
            ? slow
            : slow.with(KnownSettings.COMMIT_INTERVAL, "10ms");
    return soon.withClientDefault("fetch.max.wait.ms", "2000")
        // What one host has fits into memory, and RocksDB alone takes as much as all of its state.
        .with(KnownSettings.IN_MEMORY, "true")
        // Nobody of the original platform listens.
        .with(KnownSettings.OWN_HEARTBEAT, "false");
  }

  /**
   * One is enough for a host, and four are watched by four tasks. A data folder of an earlier
   * version has four.
   */
  private int partitions() {
    String log = Topics.from(settings).heartbeats().name();
    int found = 0;
    while (Files.exists(data.resolve("kafka").resolve(log + "-" + found))) {
      found++;
    }
    return Math.max(1, found);
  }

  /** What is looked after. */
  public String summary() {
    return guard.summary();
  }

  /** Blocks until it was closed, or a part of it ended by itself. */
  public void awaitEnd() throws InterruptedException {
    Thread other = Thread.ofPlatform().name("guard-wait").daemon().start(this::closeWhenGuardEnds);
    try {
      streams.awaitEnd();
    } finally {
      other.interrupt();
    }
  }

  private void closeWhenGuardEnds() {
    try {
      guard.awaitEnd();
      close();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Stops what runs in this JVM; containers are not touched. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        say.accept("did not stop cleanly: " + Errors.oneLine(e));
      }
    }
  }
}
