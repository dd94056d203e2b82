package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;

@DisplayName("What fails on its way to its end, while somebody stops it")
class SlowStopIT {
  private static TestPlatform platform;
  private static DevProcess dev;

  @BeforeAll
  static void boot() {
    String slow = "trap 'touch /tmp/silent; sleep 10; exit 0' TERM; while :; do sleep 0.1; done";
    String module =
        """
        %s:
          image: BEATER
          x-rouse: { heartbeat: { source: self, timeout: 3s, startup: 2m } }
        """;
    String command = "  command: [sh, -c, \"%s\"]\n";
    String check =
        "  healthcheck: { test: [CMD, test, '!', -e, /tmp/silent], interval: 1s, retries: 1 }\n";
    platform =
        TestPlatform.of(
            "slowstop",
            module.formatted("leaving")
                + command.formatted("/bin/beat & " + slow)
                + module.formatted("ailing").replace("self", "docker")
                + command.formatted(slow)
                + check
                + module
                    .formatted("other")
                    .replace("self, timeout: 3s", "docker")
                    .replace("2m }", "2m }, recovery: { method: restart }"));
    dev = platform.dev();
    dev.start().awaitAlive();
  }

  @AfterAll
  static void end() {
    dev.close();
    platform.close();
  }

  /** Stops it, which takes much longer than its silence or its health check. */
  private static String stop(String module, String cause) throws Exception {
    String id = platform.engine().only(platform.name(), module);
    Thread operator =
        Thread.ofPlatform()
            .start(() -> platform.engine().client().stopContainerCmd(id).withTimeout(60).exec());
    // The replacement of it is ordered while it still runs; else there were nothing to see.
    Api.soon().until(() -> dev.incidents(module).stream().anyMatch(i -> i.cause().equals(cause)));
    assertThat(platform.engine().running(platform.name(), module)).hasSize(1);
    operator.join();
    return id;
  }

  @Test
  @DisplayName("R38 falls silent or fails its check, and is left stopped all the same")
  void isLeft() throws Exception {
    String ailing = stop("ailing", "unhealthy");
    String leaving = stop("leaving", "silent");
    Api.soon().until(() -> dev.instance("leaving").desired().equals("held"));
    Api.soon().until(() -> dev.instance("ailing").desired().equals("held"));

    // Whatever was to follow has followed when another has been brought back.
    String other = platform.engine().only(platform.name(), "other");
    platform.engine().client().killContainerCmd(other).exec();
    Api.soon().until(() -> dev.incidents("other").stream().anyMatch(i -> i.closedAt() != null));
    assertThat(platform.containersOf("other"))
        .as("recovery.method: restart")
        .containsExactly(other);
    assertThat(dev.instance("other").incarnation()).isGreaterThan(1);
    assertThat(platform.containersOf("leaving")).containsExactly(leaving);
    assertThat(platform.containersOf("ailing")).containsExactly(ailing);
    assertThat(platform.engine().running(platform.name(), "leaving")).isEmpty();
    assertThat(platform.engine().running(platform.name(), "ailing")).isEmpty();
    assertThat(new EventLog(dev.kafka()).decisions(Decision.IncidentClosed.class))
        .filteredOn(closed -> !closed.instance().module().equals("other"))
        .extracting(Decision.IncidentClosed::outcome)
        .containsExactly("withdrawn", "withdrawn");
  }
}
