package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.status.IncidentView;

/** Jobs that end, a container that never lives long, and one that turns unhealthy unseen. */
@DisplayName("What ends, and what does not stay alive, on a real engine")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FinishedJobsIT {
  /** How often each is run, and as what it is shown then. */
  private static final Map<String, Integer> RUNS =
      Map.of("plain", 1, "once", 1, "failing", 1, "retried", 3, "done", 1);

  private static TestPlatform platform;
  private static DevProcess dev;

  @BeforeAll
  static void boot() {
    String job =
        """
        %s:
          image: BEATER
          entrypoint: ["/bin/busybox", "sh", "-c", "%s"]
        """;
    platform =
        TestPlatform.of(
            "jobs",
            job.formatted("plain", "true")
                + job.formatted("once", "exit 0")
                + "  restart: \"no\"\n"
                + job.formatted("failing", "exit 4")
                + "  restart: \"no\"\n"
                + job.formatted("retried", "exit 1")
                + "  restart: on-failure:2\n"
                + job.formatted("done", "exit 0")
                + "  x-rouse: { kind: job }\n"
                + job.formatted("looping", "sleep 2; exit 1")
                + "  x-rouse: { recovery: { attempts: 4 } }\n"
                + job.formatted("ill", "while true; do sleep 1; done")
                + """
                  healthcheck:
                    test: ["CMD", "/bin/busybox", "test", "!", "-e", "/ill"]
                    interval: 1s
                    retries: 2
                """);
    dev = platform.dev();
    dev.start();
  }

  @AfterAll
  static void end() {
    dev.close();
    platform.close();
  }

  private static String shown(String module) throws Exception {
    return dev.instance(module).observed();
  }

  private static EventLog log() throws Exception {
    return new EventLog(dev.kafka());
  }

  private static List<String> orders(String module) throws Exception {
    return log().decisions(Decision.CommandIssued.class).stream()
        .filter(c -> c.instance().module().equals(module))
        .map(Decision.CommandIssued::commandId)
        .toList();
  }

  private static void assertRuns() throws Exception {
    for (Map.Entry<String, Integer> job : RUNS.entrySet()) {
      assertThat(orders(job.getKey())).as(job.getKey()).hasSize(job.getValue());
    }
    assertThat(log().decisions(Decision.AlertRaised.class))
        .filteredOn(a -> a.kind().equals("job-failed"))
        .extracting(a -> a.subject().split("/")[1])
        .containsExactlyInAnyOrder("failing", "retried");
  }

  @Test
  @Order(1)
  @DisplayName("R38 jobs run once, and as often as on-failure:n allows; a failure is said once")
  void jobs() throws Exception {
    Api.soon().until(() -> shown("plain").equals("completed") && shown("once").equals("completed"));
    Api.soon().until(() -> shown("done").equals("completed"));
    Api.soon().until(() -> shown("failing").equals("failed") && shown("retried").equals("failed"));
    assertRuns();
  }

  @Test
  @Order(2)
  @DisplayName("R38 a container that lives 2 s is one incident, with pauses that grow")
  void crashLoop() throws Exception {
    Api.soon().until(() -> shown("looping").equals("quarantined"));
    List<IncidentView> incidents = dev.incidents("looping");
    assertThat(incidents)
        .singleElement()
        .satisfies(i -> assertThat(i.closedAt()).isNull())
        .satisfies(i -> assertThat(i.attempts()).isEqualTo(4));
    List<Duration> pauses =
        log().decisions(Decision.Deferred.class).stream()
            .filter(d -> d.instance().module().equals("looping") && d.until() != null)
            .map(d -> pauseOf(d.reason()))
            .toList();
    assertThat(pauses).isNotEmpty().isSorted();
    assertThat(log().decisions(Decision.Quarantined.class)).hasSize(1);
  }

  /** Of {@code backoff 1s20ms before attempt 2}. */
  private static Duration pauseOf(String reason) {
    return rouse.contracts.settings.Durations.parse(reason.split(" ")[1]);
  }

  @Test
  @Order(3)
  @DisplayName(
      "R28 R38 what turned unhealthy while Rouse was away is replaced, no job is run again")
  void comesBack() throws Exception {
    Api.soon().until(() -> shown("ill").equals("alive"));
    String ill = platform.engine().only(platform.name(), "ill");
    dev.kill();
    platform.engine().execute(ill, "touch", "/ill");
    Api.soon()
        .until(
            () -> platform.engine().inspect(ill).getState().getHealth().getStatus(),
            "unhealthy"::equals);
    dev.start();
    Api.soon().until(() -> dev.incidents("ill").stream().anyMatch(i -> i.closedAt() != null));
    assertThat(dev.incidents("ill"))
        .singleElement()
        .satisfies(i -> assertThat(i.cause()).isEqualTo("unhealthy"))
        .satisfies(i -> assertThat(i.outcome()).isEqualTo("recovered"));
    assertThat(platform.engine().only(platform.name(), "ill")).isNotEqualTo(ill);
    assertThat(log().facts(Fact.PlatformDeclared.class)).hasSize(2);
    assertRuns();
  }
}
