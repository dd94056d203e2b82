package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.WhyNot;

/**
 * Modules die and hang in every way; each test has modules of its own, so none waits for others.
 */
@DisplayName("Recovery on a real engine")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoveryIT {
  private static final int KILLS = 3;
  private static final int ATTEMPTS = 5;
  private static final List<String> MORTALS = List.of("crashing", "killed", "mixed");

  /** Those that beat themselves. */
  private static final List<String> BEATING =
      List.of("mixed", "pausing", "hanging", "healthy", "reported");

  private static TestPlatform platform;
  private static DevProcess dev;

  /** What held Rouse back when it gave up one module, while the other tests ran. */
  private static FutureTask<WhyNot> quarantine;

  @BeforeAll
  static void boot() {
    String beating =
        """
        %s:
          image: BEATER
          x-rouse:
            heartbeat: { source: self, timeout: 8s, startup: 2m }
            recovery: { attempts: %d, within: 10m }
        """;
    String watched = beating.replace("source: self", "source: docker");
    platform =
        TestPlatform.of(
            "recovery",
            watched.formatted("crashing", 200)
                + watched.formatted("killed", 200)
                + beating.formatted("mixed", 200)
                + beating.formatted("pausing", 5)
                + beating.formatted("hanging", 5)
                + beating.formatted("healthy", 5)
                + watched.formatted("hopeless", ATTEMPTS).replace("10m }", "10m, trial: 20s }")
                + beating.formatted("reported", 5));
    dev = platform.dev();
    dev.start().awaitAlive();
    quarantine = new FutureTask<>(RecoveryIT::crashUntilQuarantined);
    Thread.ofPlatform().daemon().start(quarantine);
  }

  @AfterAll
  static void end() {
    quarantine.cancel(true);
    dev.close();
    platform.close();
  }

  @Test
  @DisplayName(
      "R18 R38 R41 R43 kills over three modules: recovered each time, one incident that goes on each")
  void recoversEveryKill() throws Exception {
    runAtOnce(MORTALS.stream().map(RecoveryIT::killAgainAndAgain).toList());
    for (String module : MORTALS) {
      List<IncidentView> incidents = dev.incidents(module);
      assertThat(incidents)
          .as(module)
          .singleElement()
          .satisfies(i -> assertThat(i.outcome()).isEqualTo("recovered"))
          .satisfies(i -> assertThat(i.attempts()).isEqualTo(KILLS));
      for (IncidentView incident : incidents) {
        CauseChain why = dev.why(incident.incidentId());
        assertThat(why.complete()).as(incident.incidentId()).isTrue();
        assertThat(why.chain()).last().satisfies(e -> assertThat(e.causationId()).isNull());
        assertThat(why.story()).anySatisfy(line -> assertThat(line.rule()).isEqualTo("recovery"));
      }
      assertThat(platform.containersOf(module)).hasSize(1);
      assertThat(dev.instance(module).incarnation()).isEqualTo(KILLS + 1);
    }
  }

  private static Callable<Void> killAgainAndAgain(String module) {
    return () -> {
      for (int kill = 1; kill <= KILLS; kill++) {
        String id = platform.engine().only(platform.name(), module);
        if (module.equals("crashing") || module.equals("mixed") && kill % 2 == 0) {
          platform.engine().crash(id);
        } else {
          platform.engine().client().killContainerCmd(id).exec();
        }
        int so = kill;
        Api.soon()
            .until(
                () -> {
                  List<IncidentView> incidents = dev.incidents(module);
                  return incidents.size() == 1
                      && incidents.getFirst().attempts() == so
                      && incidents.getFirst().closedAt() != null;
                });
      }
      return null;
    };
  }

  @Test
  @DisplayName("R21 P1 a hang shorter than the timeout is nothing, a longer one is one recovery")
  void judgesHangs() throws Exception {
    String id = platform.engine().only(platform.name(), "pausing");
    platform.engine().freeze(id);
    Awaitility.await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
    platform.engine().thaw(id);
    Awaitility.await()
        .during(Duration.ofSeconds(10))
        .atMost(Duration.ofSeconds(60))
        .until(() -> dev.incidents("pausing").isEmpty());
    assertThat(platform.engine().only(platform.name(), "pausing")).isEqualTo(id);

    platform.engine().freeze(id);
    Api.soon().until(() -> dev.incidents("pausing").stream().anyMatch(i -> i.closedAt() != null));
    assertThat(dev.incidents("pausing"))
        .singleElement()
        .satisfies(i -> assertThat(i.cause()).isEqualTo("silent"))
        .satisfies(i -> assertThat(i.outcome()).isEqualTo("recovered"))
        .satisfies(i -> assertThat(i.attempts()).isEqualTo(1));
    assertThat(platform.engine().only(platform.name(), "pausing")).isNotEqualTo(id);
    assertThat(platform.containersOf("pausing")).hasSize(1);
  }

  @Test
  @DisplayName(
      "R19 R22 a module that hangs while its container runs is found by its silence, it alone")
  void findsHangs() throws Exception {
    String id = platform.engine().only(platform.name(), "hanging");
    String other = platform.engine().only(platform.name(), "healthy");
    platform.engine().execute(id, "touch", "/tmp/silent");
    Api.soon().until(() -> dev.incidents("hanging").stream().anyMatch(i -> i.closedAt() != null));
    assertThat(platform.engine().only(platform.name(), "hanging")).isNotEqualTo(id);
    assertThat(new EventLog(dev.kafka()).facts(Fact.InstanceSilent.class))
        .filteredOn(f -> f.instance().module().equals("hanging"))
        .singleElement()
        .satisfies(f -> assertThat(f.judgedAt()).isAfterOrEqualTo(f.deadline()));
    assertThat(dev.incidents("healthy")).isEmpty();
    assertThat(platform.engine().only(platform.name(), "healthy")).isEqualTo(other);
  }

  @Test
  @DisplayName("R40 a healthy module is said to be running already, and its container stays")
  void leavesTheHealthyAlone() throws Exception {
    String id = platform.engine().only(platform.name(), "healthy");
    HttpResponse<String> answer = dev.faulty("healthy");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"Status\":\"healthy is already running\"}");
    assertThat(platform.engine().only(platform.name(), "healthy")).isEqualTo(id);
    assertThat(dev.whyNot("healthy").summary()).contains("is alive since", "last beat came at");
  }

  @Test
  @DisplayName(
      "R28 R45 R51 two reports of one dead module at once: one recovery, both are told the address")
  void sharesOneRecovery() throws Exception {
    String id = platform.engine().only(platform.name(), "reported");
    platform.engine().freeze(id);
    Api.soon().until(() -> !dev.incidents("reported").isEmpty());
    List<HttpResponse<String>> answers =
        runAtOnce(List.of(() -> dev.faulty("reported"), () -> dev.faulty("reported")));
    Api.soon().until(() -> dev.incidents("reported").getFirst().closedAt() != null);
    String ip = dev.instance("reported").ip();
    assertThat(answers)
        .allSatisfy(a -> assertThat(a.statusCode()).isEqualTo(200))
        .allSatisfy(
            a ->
                assertThat(a.body())
                    .isIn(
                        "{\"Status\":\"reported restarted SUCCESSFULLY on address " + ip + "\"}",
                        "{\"Status\":\"reported is already running\"}"));
    assertThat(dev.incidents("reported")).hasSize(1);
    assertThat(platform.containersOf("reported")).hasSize(1);
  }

  private static WhyNot crashUntilQuarantined() throws Exception {
    EventLog log = new EventLog(dev.kafka());
    Api.soon()
        .atMost(Duration.ofMinutes(5))
        .until(
            () -> {
              // The log tells before its trial begins; what the status shows may have passed.
              if (!log.decisions(Decision.Quarantined.class).isEmpty()) {
                return true;
              }
              platform.engine().running(platform.name(), "hopeless").stream()
                  .map(c -> c.getId())
                  .forEach(platform.engine()::crash);
              return false;
            });
    return dev.whyNot("hopeless");
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  @DisplayName(
      "A module that dies again and again is quarantined after its budget, said once, and back after its trial")
  void quarantines() throws Exception {
    EventLog log = new EventLog(dev.kafka());
    assertThat(quarantine.get().holds())
        .as("what holds Rouse back")
        .first()
        .satisfies(hold -> assertThat(hold.kind()).isIn("quarantined", "acting"));
    assertThat(log.decisions(Decision.Quarantined.class))
        .singleElement()
        .satisfies(q -> assertThat(q.instance().module()).isEqualTo("hopeless"))
        .satisfies(q -> assertThat(q.attempts()).isEqualTo(ATTEMPTS))
        .satisfies(q -> assertThat(q.within()).isEqualTo(Duration.ofMinutes(10)));
    assertThat(log.decisions(Decision.AlertRaised.class))
        .filteredOn(a -> a.kind().equals("quarantine"))
        .hasSize(1);

    // How long it must stay alive until the incident is over, FlappingTest holds on virtual time.
    Api.soon().until(() -> dev.instance("hopeless").observed().equals("alive"));
    assertThat(dev.instance("hopeless").incarnation())
        .as("five attempts and a trial")
        .isEqualTo(1 + ATTEMPTS + 1);
    assertThat(platform.containersOf("hopeless")).hasSize(1);
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  @DisplayName(
      "R18 B3 all beats are cut while the containers live: the brake, one alert, one replaced at most")
  void brakes() throws Exception {
    EventLog log = new EventLog(dev.kafka());
    List<String> before = new ArrayList<>();
    for (String module : BEATING) {
      Api.soon().until(() -> dev.instance(module).observed().equals("alive"));
      before.add(platform.engine().only(platform.name(), module));
    }
    for (String id : before) {
      platform.engine().execute(id, "touch", "/tmp/silent");
    }
    Api.soon().until(() -> !log.decisions(Decision.BrakeApplied.class).isEmpty());
    assertThat(dev.status().attention()).anyMatch(line -> line.startsWith("the brake is on"));
    // Longer than it takes to replace them all without it.
    Awaitility.await()
        .during(Duration.ofSeconds(8))
        .until(() -> log.decisions(Decision.BrakeReleased.class).isEmpty());
    List<String> during = new ArrayList<>();
    for (String module : BEATING) {
      during.add(platform.engine().only(platform.name(), module));
    }
    assertThat(during).filteredOn(id -> !before.contains(id)).hasSizeLessThanOrEqualTo(1);
    for (String id : during) {
      platform.engine().execute(id, "rm", "-f", "/tmp/silent");
    }
    Api.soon().until(() -> !log.decisions(Decision.BrakeReleased.class).isEmpty());
    for (String module : BEATING) {
      Api.soon().until(() -> dev.instance(module).observed().equals("alive"));
    }
    assertThat(BEATING.stream().map(m -> platform.engine().only(platform.name(), m)).toList())
        .isEqualTo(during);
    assertThat(log.decisions(Decision.BrakeApplied.class)).hasSize(1);
    assertThat(log.decisions(Decision.AlertRaised.class))
        .filteredOn(a -> a.kind().equals("brake"))
        .hasSize(1);

    // Five of eight really die.
    for (String id : during) {
      platform.engine().client().killContainerCmd(id).exec();
    }
    for (String module : BEATING) {
      Api.soon()
          .until(
              () ->
                  platform.engine().running(platform.name(), module).stream()
                          .noneMatch(c -> during.contains(c.getId()))
                      && dev.instance(module).observed().equals("alive"));
      assertThat(platform.containersOf(module)).hasSize(1);
    }
    assertThat(log.decisions(Decision.BrakeApplied.class)).as("deaths know no brake").hasSize(1);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  @DisplayName(
      "B7 every command and everything that was not done is explained back to its evidence")
  void explainsAll() throws Exception {
    List<Envelope<Decision>> all = new EventLog(dev.kafka()).decisions();
    List<Envelope<Decision>> explained = all.stream().filter(RecoveryIT::isExplained).toList();
    assertThat(explained).isNotEmpty();
    for (Envelope<Decision> decision : explained) {
      CauseChain why = dev.why(decision.id());
      assertThat(why.complete()).as(decision.toString()).isTrue();
      assertThat(why.story()).hasSizeGreaterThanOrEqualTo(why.chain().size());
      assertThat(why.story()).allSatisfy(line -> assertThat(line.text()).isNotBlank());
    }
  }

  /** A command, or the decision that none is given. */
  private static boolean isExplained(Envelope<Decision> decision) {
    return switch (decision.body()) {
      case Decision.CommandIssued d -> true;
      case Decision.Deferred d -> true;
      case Decision.Refused d -> true;
      case Decision.Quarantined d -> true;
      case Decision.AttemptFailed d -> true;
      default -> false;
    };
  }

  private static <T> List<T> runAtOnce(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<T> results = new ArrayList<>();
      for (Future<T> task : threads.invokeAll(tasks)) {
        results.add(task.get());
      }
      return results;
    }
  }
}
