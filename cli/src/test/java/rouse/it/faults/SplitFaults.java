package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.it.Api;
import rouse.it.EventLog;
import rouse.it.TestCluster;
import rouse.it.TestPlatform;
import rouse.it.boot.Host;
import rouse.it.faults.RecoveryVerifier.Injected;
import rouse.streams.StreamsApp;

/**
 * The four cases of Nomad's tests of disconnected clients: a host is cut off or shut down, and its
 * modules live through it or die meanwhile. Each host is a network namespace. Run by {@code
 * scripts/faults}.
 */
@DisplayName("Real faults of the network between hosts")
class SplitFaults {
  private static final String SERVICES =
      """
      left: { image: BEATER, deploy: { replicas: 2 }, x-rouse: { kind: worker, host: left-host } }
      right: { image: BEATER, deploy: { replicas: 3 }, x-rouse: { kind: worker, host: right-host } }
      """;
  private static final int RIGHT = 1;
  private static final int ALL = 5;
  private final List<Injected> injected = new ArrayList<>();
  private TestPlatform platform;
  private TestCluster cluster;
  private Api api;

  /** What happens to the right host, and how it is undone. */
  private record Case(String name, Step strike, Step undo, boolean modulesDie) {}

  private interface Step {
    void run() throws Exception;
  }

  @Test
  @DisplayName("exact counts after each comes back, and nothing is doubled")
  void splits() throws Exception {
    platform = TestPlatform.of("split", SERVICES);
    try (Namespaces hosts = new Namespaces(2)) {
      cluster = TestCluster.start(hosts.address());
      try (StreamsApp streams = new StreamsApp(cluster.settings());
          Host left = host("left-host").within(hosts.on(0));
          Host right = host("right-host").within(hosts.on(RIGHT))) {
        streams.start();
        api = new Api(streams.httpPort());
        left.start();
        right.start();
        awaitAlive();
        Step cut = () -> hosts.cut(RIGHT);
        Step heal = () -> hosts.heal(RIGHT);
        Step kill = right::kill;
        Step start = right::start;
        for (Case one :
            List.of(
                new Case("cut off, its modules live", cut, heal, false),
                new Case("cut off, two of its modules die", cut, heal, true),
                new Case("shut down, its modules live", kill, start, false),
                new Case("shut down, two of its modules die", kill, start, true))) {
          play(one);
        }
        EventLog log = new EventLog(cluster.bootstrap());
        assertThat(RecoveryVerifier.complaints(log.facts(), log.commands(), injected)).isEmpty();
        LogAudit.check("split", cluster.bootstrap());
      } finally {
        cluster.close();
      }
    } finally {
      platform.close();
    }
  }

  private Host host(String name) {
    return new Host(
        platform.file(), cluster.folder(name), "host=" + name, "kafka=" + cluster.bootstrap());
  }

  private void play(Case one) throws Exception {
    Map<String, String> before = containers();
    long silences = silences();
    one.strike().run();
    if (one.modulesDie()) {
      for (int slot = 1; slot <= 2; slot++) {
        String victim = before.get("right/" + slot);
        injected.add(new Injected(victim, true));
        platform.engine().crash(victim);
      }
    }
    Observers.soon().until(() -> silences() > silences);
    // Its modules may be accused of silence; nothing may be done about it.
    before.forEach(
        (name, id) -> {
          if (name.startsWith("right")
              && injected.stream().noneMatch(i -> i.containerId().equals(id))) {
            injected.add(new Injected(id, false));
          }
        });
    one.undo().run();
    Instant start = Instant.now();
    Observers.soon().until(() -> isAlive(before, one.modulesDie()));
    Duration took = Duration.between(start, Instant.now());
    Map<String, String> after = containers();
    assertThat(after.keySet()).as(one.name()).isEqualTo(before.keySet());
    after.forEach(
        (name, id) -> {
          boolean replaced = one.modulesDie() && List.of("right/1", "right/2").contains(name);
          assertThat(id.equals(before.get(name))).as(one.name() + ": " + name).isEqualTo(!replaced);
        });
    Measured.say(
        "split",
        one.name()
            + ": "
            + after.size()
            + " run as before, "
            + (one.modulesDie() ? 2 : 0)
            + " of them new, after "
            + Measured.seconds(took));
  }

  private long silences() {
    return new EventLog(cluster.bootstrap())
        .facts(Fact.HostSilent.class).stream()
            .filter(f -> f.host().id().equals("right-host"))
            .count();
  }

  private void awaitAlive() {
    Observers.soon().until(() -> isAlive(Map.of(), false));
  }

  private boolean isAlive(Map<String, String> before, boolean renewed) throws Exception {
    List<String> observed =
        api.json("/api/platforms/" + platform.name()).get("modules").findValuesAsText("observed");
    Map<String, String> now = containers();
    return observed.stream().filter("alive"::equals).count() == ALL
        && observed.size() == ALL
        && now.size() == ALL
        && (!renewed
            || List.of("right/1", "right/2").stream()
                .noneMatch(name -> now.get(name).equals(before.get(name))));
  }

  /** All that run, by module and slot; two in one slot are an error. */
  private Map<String, String> containers() {
    Map<String, String> found = new TreeMap<>();
    for (Container container : platform.engine().containers(platform.name())) {
      if ("running".equals(container.getState())) {
        Map<String, String> labels = container.getLabels();
        String name = labels.get("rouse.module") + "/" + labels.get("rouse.slot");
        assertThat(found.put(name, container.getId())).as("doubled: " + name).isNull();
      }
    }
    return found;
  }
}
