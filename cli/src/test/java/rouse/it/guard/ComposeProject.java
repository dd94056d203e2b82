package rouse.it.guard;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import rouse.it.TestEngine;

/** Containers as Compose makes them: its labels and its names, and no word of Rouse. */
public final class ComposeProject implements AutoCloseable {
  /**
   * Beats in a file until it is told to end; {@code /tmp/eat} makes it eat memory until it dies.
   */
  private static final String MAIN =
      "trap 'exit 0' TERM; while :; do date +%s > /tmp/beat; "
          + "if [ -e /tmp/eat ]; then rm /tmp/eat; exec tail /dev/zero; fi; sleep 0.2; done";

  private static final String CHECK = "test $(( $(date +%s) - $(cat /tmp/beat) )) -lt 2";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private final TestEngine engine;
  private final String name;
  private final String image;

  /**
   * @param image that has a shell
   */
  public ComposeProject(TestEngine engine, String prefix, String image) {
    this.engine = engine;
    this.name = prefix + "-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20), 36);
    this.image = image;
  }

  /** Makes such an image, with no registry in reach. */
  public static String image(TestEngine engine) throws IOException {
    Path folder = Files.createTempDirectory("guard-image");
    String tag = "rouse-it-guard";
    engine.buildBeater(folder, tag);
    return tag;
  }

  public String name() {
    return name;
  }

  String image() {
    return image;
  }

  /** What is different in one service from the others. */
  public static final class Service {
    private final Map<String, String> labels = new HashMap<>();
    private final HostConfig host = HostConfig.newHostConfig().withNetworkMode("bridge");
    private final List<UnaryOperator<CreateContainerCmd>> changes = new ArrayList<>();

    public Service label(String label, String value) {
      labels.put(label, value);
      return this;
    }

    /**
     * @param edges as in {@code db:service_started:true}
     */
    public Service dependsOn(String... edges) {
      return label("com.docker.compose.depends_on", String.join(",", edges));
    }

    public Service host(Consumer<HostConfig> change) {
      change.accept(host);
      return this;
    }

    /** In place of one that beats in a file. */
    public Service command(String script) {
      changes.add(c -> c.withCmd("sh", "-c", script));
      return this;
    }

    /** Unhealthy as soon as this fails, looked at every second. */
    public Service check(String script) {
      changes.add(
          c ->
              c.withHealthcheck(
                  new HealthCheck()
                      .withTest(List.of("CMD-SHELL", script))
                      .withInterval(SECOND)
                      .withTimeout(SECOND)
                      .withRetries(1)));
      return this;
    }

    /** Unhealthy a second or two after its process has hung. */
    public Service checked() {
      changes.add(
          c ->
              c.withHealthcheck(
                  new HealthCheck()
                      .withTest(List.of("CMD-SHELL", CHECK))
                      .withInterval(SECOND)
                      // A machine with much to do takes its time to run a check.
                      .withTimeout(5 * SECOND)
                      .withRetries(2)));
      return this;
    }
  }

  /** Starts a container of a service. */
  public String start(String service, UnaryOperator<Service> with) {
    Service wanted = with.apply(new Service());
    Map<String, String> labels = new HashMap<>();
    labels.put("com.docker.compose.project", name);
    labels.put("com.docker.compose.service", service);
    labels.put("com.docker.compose.container-number", "1");
    labels.put("com.docker.compose.oneoff", "False");
    labels.put("com.docker.compose.version", "2.29.1");
    labels.put("com.docker.compose.config-hash", "0");
    labels.putAll(wanted.labels);
    CreateContainerCmd create =
        engine
            .client()
            .createContainerCmd(image)
            .withName(name + "-" + service + "-1")
            .withCmd("sh", "-c", MAIN)
            .withStopTimeout(1)
            .withLabels(labels)
            .withHostConfig(wanted.host);
    wanted.changes.forEach(change -> change.apply(create));
    String id = create.exec().getId();
    engine.client().startContainerCmd(id).exec();
    return id;
  }

  public String start(String service) {
    return start(service, s -> s);
  }

  /** When its present run began. */
  public Instant startOf(String id) {
    return Instant.parse(engine.inspect(id).getState().getStartedAt());
  }

  public boolean runs(String id) {
    return Boolean.TRUE.equals(engine.inspect(id).getState().getRunning());
  }

  /** What the engine's check says of it. */
  public String health(String id) {
    return engine.inspect(id).getState().getHealth().getStatus();
  }

  /** How often it was started since. */
  public long starts(String id, Instant since) throws InterruptedException {
    List<Event> found = new ArrayList<>();
    engine
        .client()
        .eventsCmd()
        .withContainerFilter(id)
        .withEventFilter("start")
        .withSince(Long.toString(since.getEpochSecond()))
        .withUntil(Long.toString(Instant.now().getEpochSecond() + 1))
        .exec(
            new ResultCallback.Adapter<Event>() {
              @Override
              public void onNext(Event event) {
                if (!Instant.ofEpochSecond(0, event.getTimeNano()).isBefore(since)) {
                  found.add(event);
                }
              }
            })
        .awaitCompletion(60, TimeUnit.SECONDS);
    return found.size();
  }

  List<Container> containers() {
    return engine
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of("com.docker.compose.project", name))
        .exec();
  }

  /**
   * What {@code docker-compose} 1.29 does to the services store and shop, which it writes no edges
   * of.
   */
  void asDockerCompose(String verb) {
    if (verb.equals("up")) {
      List.of("store", "shop")
          .forEach(s -> start(s, with -> with.label("com.docker.compose.version", "1.29.2")));
    } else {
      containers().stream()
          .filter(c -> "shop".equals(c.getLabels().get("com.docker.compose.service")))
          .forEach(c -> engine.client().stopContainerCmd(c.getId()).exec());
    }
  }

  /** {@code docker-compose down}. */
  public void down() {
    containers().forEach(c -> engine.client().removeContainerCmd(c.getId()).withForce(true).exec());
  }

  @Override
  public void close() {
    down();
  }
}
