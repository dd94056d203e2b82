package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.it.DevProcess;
import rouse.it.EventLog;
import rouse.it.TestEngine;
import rouse.it.TestPlatform;

/**
 * Containers die, run out of memory, hang, turn ill and are cut off, each kind {@code
 * rouse.faults.times} times (20); at the end the log must have one recovery for each, and no other.
 * Run by {@code scripts/faults}.
 */
@DisplayName("Real faults of containers")
class ContainerFaults {
  private static final int TIMES = Integer.getInteger("rouse.faults.times", 20);

  /** Pauses grow with each failure of one instance, so several share them. */
  private static final int EACH = Math.min(4, TIMES);

  private static final int SLOTS = TIMES / EACH;
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final String UNTIL_END = "while [ ! -e /end ]; do sleep 0.1; done; exit ";

  private final List<RecoveryVerifier.Injected> injected = new CopyOnWriteArrayList<>();
  private TestPlatform platform;
  private DevProcess dev;

  /** Something that is done to a container. */
  private interface Fault {
    void strike(String containerId) throws Exception;
  }

  private Map<String, Fault> faults() {
    TestEngine engine = platform.engine();
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("killed", engine::crash);
    faults.put("failing", id -> engine.execute(id, "touch", "/end"));
    faults.put("quitting", id -> engine.execute(id, "touch", "/end"));
    faults.put("hogging", id -> engine.execute(id, "touch", "/end"));
    faults.put("hanging", engine::freeze);
    faults.put("ill", id -> engine.execute(id, "touch", "/end"));
    faults.put(
        "cut",
        id ->
            engine
                .client()
                .disconnectFromNetworkCmd()
                .withNetworkId(platform.name() + "_default")
                .withContainerId(id)
                .exec());
    return faults;
  }

  private static String services() {
    String common = "  image: BEATER\n  init: false\n  deploy: { replicas: " + SLOTS + " }\n";
    String rouse =
        "  x-rouse: { kind: worker, heartbeat: { source: %s, timeout: 5s, startup: 2m },"
            + " recovery: { attempts: 50, within: 10m } }\n";
    String run = "  command: [sh, -c, '" + UNTIL_END + "%s']\n";
    String health = "  healthcheck: { test: [CMD, %s], interval: 1s, timeout: 5s, retries: 2 }\n";
    String docker = rouse.formatted("docker");
    String self = rouse.formatted("self");
    return "killed:\n"
        + common
        + docker
        + "failing:\n"
        + common
        + docker
        + run.formatted("1")
        + "quitting:\n"
        + common
        + docker
        + run.formatted("0")
        + health.formatted("'true'")
        + "hogging:\n"
        + common
        + docker
        + "  mem_limit: 16m\n  memswap_limit: 16m\n"
        + "  command: [sh, -c, 'while [ ! -e /end ]; do sleep 0.1; done; exec tail /dev/zero']\n"
        + "hanging:\n"
        + common
        + self
        + "ill:\n"
        + common
        + docker
        + "  command: [sh, -c, 'while true; do sleep 1; done']\n"
        + health.formatted("test, '!', -e, /end")
        + "cut:\n"
        + common
        + self
        + "spared:\n"
        + common
        + self
        + "done:\n"
        + common
        + docker
        + run.formatted("0");
  }

  @Test
  @DisplayName("each is recovered once, and nothing else is touched")
  void faultsAreRecovered() throws Exception {
    platform = TestPlatform.of("faults", services());
    try {
      dev = platform.dev();
      dev.start().awaitAlive();
      List<Callable<Void>> victims = new ArrayList<>();
      faults()
          .forEach(
              (module, fault) -> {
                for (int slot = 1; slot <= SLOTS; slot++) {
                  String name = platform.name() + "/" + module + "/" + slot;
                  victims.add(() -> strikeAgainAndAgain(name, fault));
                }
              });
      // Exit 0 of what has neither beats nor a health check is an end, and no failure.
      for (int slot = 1; slot <= SLOTS; slot++) {
        String id = awaitAlive(platform.name() + "/done/" + slot, 0).containerId();
        injected.add(new RecoveryVerifier.Injected(id, false));
        platform.engine().execute(id, "touch", "/end");
      }
      atOnce(victims);
      EventLog log = new EventLog(dev.kafka());
      Awaitility.await()
          .during(Duration.ofSeconds(10))
          .atMost(LONG)
          .until(() -> dev.incidents().stream().allMatch(i -> i.closedAt() != null));
      assertThat(RecoveryVerifier.complaints(log.facts(), log.commands(), injected)).isEmpty();
      assertThat(injected).hasSize((faults().size() * EACH + 1) * SLOTS);
      assertThat(log.facts(Fact.ContainerDied.class).stream().filter(Fact.ContainerDied::oom))
          .as("out of memory")
          .hasSize(EACH * SLOTS)
          .allMatch(died -> died.instance().module().equals("hogging"));
      LogAudit.check("containers", dev.kafka());
    } finally {
      if (dev != null) {
        dev.close();
      }
      platform.close();
    }
  }

  private Void strikeAgainAndAgain(String instance, Fault fault) throws Exception {
    long incarnation = 0;
    for (int i = 0; i < EACH; i++) {
      InstanceStatus alive = awaitAlive(instance, incarnation);
      incarnation = alive.incarnation();
      injected.add(new RecoveryVerifier.Injected(alive.containerId(), true));
      fault.strike(alive.containerId());
    }
    awaitAlive(instance, incarnation);
    return null;
  }

  /** Proved to be alive, in a newer incarnation. */
  private InstanceStatus awaitAlive(String instance, long after) {
    return Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> status(instance), i -> i.incarnation() > after && isAlive(i));
  }

  private InstanceStatus status(String instance) throws Exception {
    return dev.status().modules().stream()
        .flatMap(m -> m.instances().stream())
        .filter(i -> i.instance().equals(instance))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isAlive(InstanceStatus instance) {
    return instance.observed().equals("alive") && instance.incident() == null;
  }

  private static void atOnce(List<Callable<Void>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<Future<Void>> ends = threads.invokeAll(tasks);
      for (Future<Void> end : ends) {
        end.get();
      }
    }
  }
}
