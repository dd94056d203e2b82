package rouse.core.why;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.status.StoryLine;

@DisplayName("The story of an event")
class StoriesTest {
  private static final Path GOLDEN = Path.of("../contracts/src/test/resources/golden");
  private static final Instant AT = Instant.parse("2026-01-31T09:05:04Z");

  private static StoryLine line(Event event) {
    return Stories.line("e", AT, event);
  }

  @Test
  @DisplayName("B7 there is one for every fact, decision and command, in whole sentences")
  void everyEvent() throws Exception {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files)
          .hasSizeGreaterThan(50)
          .allSatisfy(
              file -> {
                String type = file.getFileName().toString().replace(".json", "");
                StoryLine line =
                    line(CloudEvents.readBody(EventTypes.classOf(type), Files.readAllBytes(file)));
                assertThat(line.text()).doesNotContain("\n").matches(".*\\S.*[.…]");
                if (type.startsWith("rouse.decision.")) {
                  assertThat(line.rule()).isNotBlank();
                }
              });
    }
  }

  @Test
  @DisplayName("silence is told with the timeout, the last beat and its place, and the tick")
  void silence() {
    Instant last = AT.minusSeconds(5);
    StoryLine line =
        line(
            new Fact.InstanceSilent(
                id("app"), 3, last, last.plusSeconds(3), AT, Duration.ofSeconds(3), 2, 1041, 1077));
    assertThat(line.text())
        .isEqualTo(
            "ias/app/1 was silent for 5s, longer than its timeout of 3s: its last beat came at"
                + " 2026-01-31T09:04:59Z (partition 2, offset 1041). Everything written before"
                + " 2026-01-31T09:05:04Z was read by then (tick at offset 1077).");
    assertThat(line.numbers())
        .containsEntry("timeout", "3s")
        .containsEntry("offset of the last beat", "2:1041")
        .containsEntry("offset of the tick", "2:1077");
  }

  @Test
  @DisplayName("a command is told with its reason, its attempt and its budget")
  void command() {
    StoryLine line =
        line(
            new Decision.CommandIssued(
                "replace/ias/app/1/4",
                new Command.Replace(id("app"), 4, "host-1", AT, null, null, null, null, null),
                "ias.app.1.3-kx",
                2,
                "recovery from silent; attempt 2 of this incident, 2 of 5 within 10m"));
    assertThat(line.rule()).isEqualTo("recovery");
    assertThat(line.text())
        .isEqualTo(
            "Rouse ordered to replace ias/app/1 by incarnation 4: recovery from silent;"
                + " attempt 2 of this incident, 2 of 5 within 10m.");
    assertThat(line.numbers()).containsEntry("attempt", "2");
  }

  @Test
  @DisplayName("a death is told with its signal, and what was left behind with its last lines")
  void death() {
    assertThat(line(new Fact.ContainerDied(id("app"), 3, "c0ffee", 137, true, HOST)).text())
        .isEqualTo(
            "Container c0ffee of ias/app/1 ended by itself with exit code 137 (SIGKILL), out of"
                + " memory.");
    StoryLine left =
        line(
            new Fact.ContainerEvidence(
                id("app"),
                3,
                "c0ffee",
                "died",
                1,
                null,
                false,
                null,
                null,
                64L << 20,
                null,
                "starting\nno such table: users\n",
                false,
                HOST));
    assertThat(left.evidence()).containsExactly("starting", "no such table: users");
    assertThat(left.text()).contains("as it died", "exit code was 1", "64 MiB");
  }

  @Test
  @DisplayName("an alert is told with those who are to be told")
  void alert() {
    StoryLine line =
        line(
            new Decision.AlertRaised(
                "ias",
                "quarantine",
                "ias/app/1",
                "it does not come back",
                List.of("a@example.org")));
    assertThat(line.told())
        .singleElement()
        .satisfies(t -> assertThat(t.recipient()).isEqualTo("a@example.org"));
  }
}
