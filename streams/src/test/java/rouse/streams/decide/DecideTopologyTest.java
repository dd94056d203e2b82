package rouse.streams.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.TestOutputTopic;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.StoryLine;
import rouse.contracts.topic.DeadLetters;

class DecideTopologyTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private final DecideDriver driver = new DecideDriver(DecideSettings.defaults());

  @AfterEach
  void close() {
    driver.close();
  }

  private void declare() {
    driver.fact("declared", new Fact.PlatformDeclared(platform(self("app")), HOST));
  }

  private void outcome(long incarnation) {
    String command = "ensure-running/ias/app/1/" + incarnation;
    driver.fact(
        Envelope.<Fact>of(
                "outcome/" + command,
                "/executor/host-1",
                driver.now(),
                new Fact.CommandSucceeded(
                    command,
                    id("app"),
                    incarnation,
                    "started",
                    "c" + incarnation,
                    "10.0.0.9",
                    HOST))
            .causedBy(command));
  }

  private void heard(long incarnation, int beats) {
    driver.fact(
        "heard/ias/app/1/%d/0/%d".formatted(incarnation, beats),
        new Fact.InstanceHeard(id("app"), incarnation, driver.now(), beats, false, false, TIMEOUT));
  }

  private void bringUp() {
    declare();
    outcome(1);
    heard(1, 1);
    heard(1, 3);
  }

  @Test
  @DisplayName("R28 R38 a death becomes a command whose causes lead to the evidence")
  void deathToCommand() {
    bringUp();
    driver.commands();
    driver.fact("died/c1/1", new Fact.ContainerDied(id("app"), 1, "c1", 137, false, HOST));
    var command = driver.commands().getFirst();
    assertThat(command.key()).isEqualTo("ias");
    assertThat(command.value().id()).isEqualTo("ensure-running/ias/app/1/2");
    assertThat(command.value().body()).isInstanceOf(Command.EnsureRunning.class);
    CauseChain chain = driver.stores().why(command.value().id()).orElseThrow();
    assertThat(chain.complete()).isTrue();
    assertThat(chain.chain())
        .extracting(IncidentView.Entry::type)
        .containsExactly(
            "rouse.command.EnsureRunning",
            "rouse.decision.CommandIssued",
            "rouse.decision.IncidentOpened",
            "rouse.fact.ContainerDied");
    assertThat(chain.story())
        .extracting(StoryLine::event)
        .as("the newest first")
        .containsExactly(
            "died/c1/1#3", "ensure-running/ias/app/1/2", "died/c1/1#2", "died/c1/1#1", "died/c1/1");
    assertThat(chain.story().getFirst().text()).as("who is told").contains("raised an alert");
    assertThat(chain.story().getLast().text()).contains("ended by itself with exit code");
  }

  @Test
  @DisplayName("B7 the story of an incident shows what the container left behind, and who is told")
  void story() {
    bringUp();
    driver.fact("died/c1/1", new Fact.ContainerDied(id("app"), 1, "c1", 137, false, HOST));
    String log = "a line of no interest\n".repeat(2_000) + "no space left on device\n";
    driver.fact("evidence/c1/1", evidence(log));
    for (long incarnation = 2; incarnation <= 6; incarnation++) {
      driver.fact(
          "outcome/" + incarnation,
          new Fact.CommandFailed(
              "ensure-running/ias/app/1/" + incarnation, id("app"), incarnation, "no", HOST));
      driver.pass(Duration.ofMinutes(1));
      driver.fact("time/" + incarnation, new Fact.TimePassed("ias", driver.now()));
    }
    IncidentView incident = driver.stores().incidents("ias", 10).getFirst();
    assertThat(driver.stores().incident(incident.incidentId()).orElseThrow().evidence())
        .singleElement()
        .satisfies(e -> assertThat(e.log()).endsWith("no space left on device\n"))
        .satisfies(e -> assertThat(e.truncated()).isTrue());
    List<StoryLine> story = driver.stores().why(incident.incidentId()).orElseThrow().story();
    assertThat(story)
        .filteredOn(line -> line.event().equals("evidence/c1/1"))
        .singleElement()
        .satisfies(line -> assertThat(line.evidence()).last().isEqualTo("no space left on device"));
    assertThat(story)
        .filteredOn(line -> "notification".equals(line.rule()))
        .hasSize(2)
        .first()
        .satisfies(line -> assertThat(line.text()).contains("does not come back"));
    assertThat(story).extracting(StoryLine::at).isSortedAccordingTo(Comparator.reverseOrder());
    String alert =
        story.stream().filter(l -> "notification".equals(l.rule())).findFirst().get().event();
    assertThat(driver.stores().why("alert/" + alert + "/raised/ops@example.org"))
        .as("a message is told as what it tells of")
        .isPresent();
  }

  private static Fact evidence(String log) {
    return new Fact.ContainerEvidence(
        id("app"), 1, "c1", "died", 137, 9, false, null, null, null, null, log, false, HOST);
  }

  @Test
  @DisplayName("R38 an incident closes with its timeline when the new incarnation is proven")
  void incidentTimeline() {
    bringUp();
    driver.fact("died/c1/1", new Fact.ContainerDied(id("app"), 1, "c1", 137, false, HOST));
    outcome(2);
    heard(2, 1);
    heard(2, 3);
    IncidentView incident = driver.stores().incidents("ias", 10).getFirst();
    assertThat(incident.outcome()).isEqualTo("recovered");
    assertThat(incident.attempts()).isEqualTo(1);
    assertThat(incident.timeline().getFirst().id()).isEqualTo("died/c1/1");
    assertThat(incident.timeline().reversed())
        .extracting(IncidentView.Entry::type)
        .startsWith("rouse.decision.AlertResolved", "rouse.decision.IncidentClosed");
    assertThat(driver.stores().incident(incident.incidentId())).contains(incident);
    assertThat(driver.stores().why("ias/app/1").orElseThrow().complete()).isTrue();
    assertThat(driver.stores().why("ias/app/1").orElseThrow().chain())
        .extracting(IncidentView.Entry::id)
        .contains("died/c1/1", "heard/ias/app/1/2/0/3");
  }

  @Test
  @DisplayName("R20 recoveries and detections are counted by what they were, with their times")
  void meters() {
    bringUp();
    driver.fact("died/c1/1", new Fact.ContainerDied(id("app"), 1, "c1", 137, false, HOST));
    outcome(2);
    heard(2, 1);
    heard(2, 3);
    assertThat(
            driver
                .meters
                .get("rouse.recoveries")
                .tags("platform", "ias", "module", "app", "cause", "died", "outcome", "recovered")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(driver.meters.get("rouse.recovery").tag("platform", "ias").timer().count())
        .isEqualTo(1);
    assertThat(driver.meters.get("rouse.detection").timer().count()).isEqualTo(1);
    assertThat(driver.meters.get("rouse.incidents").tag("module", "app").counter().count())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("R27 the observer is told what to expect, on the instance's own key")
  void watches() {
    TestOutputTopic<String, HeartbeatRecord> beats =
        driver.output(DecideDriver.TOPICS.heartbeats());
    declare();
    outcome(1);
    assertThat(beats.readKeyValuesToList())
        .extracting(kv -> kv.key, kv -> kv.value)
        .containsExactly(
            Tuple.tuple(
                "host/host-1/ias",
                new HeartbeatRecord.Watch(
                    0, Duration.ofSeconds(10), Duration.ofSeconds(10), "ias")),
            Tuple.tuple(
                "ias/app/1", new HeartbeatRecord.Watch(1, TIMEOUT, Duration.ofSeconds(60), "ias")));
  }

  @Test
  @DisplayName("R28 a timer fires when the time is read back, and idleness writes nothing")
  void timers() {
    TestOutputTopic<String, Envelope<Fact>> facts = driver.output(DecideDriver.TOPICS.facts());
    declare();
    driver.fact(
        "outcome/x",
        new Fact.CommandFailed("ensure-running/ias/app/1/1", id("app"), 1, "no image", HOST));
    driver.commands();
    driver.pass(Duration.ofMillis(500));
    assertThat(facts.isEmpty()).as("nothing is due before the backoff ends").isTrue();
    driver.pass(Duration.ofMillis(1000));
    assertThat(facts.readValue().body()).isInstanceOf(Fact.TimePassed.class);
    assertThat(facts.isEmpty()).as("said once").isTrue();
    assertThat(driver.commands())
        .extracting(r -> r.value().id())
        .containsExactly("ensure-running/ias/app/1/2");
    driver.pass(Duration.ofSeconds(10));
    assertThat(facts.isEmpty()).as("nothing is due").isTrue();
  }

  @Test
  @DisplayName("R38 a repeated fact does nothing")
  void repeats() {
    bringUp();
    driver.decisions();
    Fact death = new Fact.ContainerDied(id("app"), 1, "c1", 137, false, HOST);
    driver.fact("died/c1/1", death);
    assertThat(driver.decisions()).isNotEmpty();
    driver.fact("died/c1/1", death);
    assertThat(driver.decisions()).isEmpty();
  }

  @Test
  @DisplayName("R12 what is no fact goes to the dead letters, and the next record is served")
  void garbage() {
    driver.raw("ias".getBytes(UTF_8), "{".getBytes(UTF_8));
    driver.fact(
        "overflow",
        new Fact.PlatformDeclared(
            new PlatformSpec(
                "huge",
                List.of(
                    new ModuleSpec(
                        "m",
                        null,
                        null,
                        1,
                        new HeartbeatPolicy(null, TIMEOUT, Duration.ofSeconds(Long.MAX_VALUE)),
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        false,
                        null)),
                List.of()),
            HOST));
    var dead = driver.deadLetters().readRecordsToList();
    assertThat(dead).hasSize(2);
    assertThat(CloudEvents.text(dead.get(1).headers(), DeadLetters.REASON)).isNotBlank();
    assertThat(CloudEvents.text(dead.get(1).headers(), CloudEvents.ID)).isEqualTo("overflow");
    assertThat(driver.stores().platforms()).doesNotContain("huge");
    declare();
    assertThat(driver.commands()).hasSize(1);
  }

  @Test
  @DisplayName("R8 a quarantine raises one alert, for everybody concerned")
  void alerts() {
    declare();
    for (int attempt = 1; attempt <= 5; attempt++) {
      driver.fact(
          "outcome/" + attempt,
          new Fact.CommandFailed(
              "ensure-running/ias/app/1/" + attempt, id("app"), attempt, "no image", HOST));
      driver.pass(Duration.ofSeconds(20));
    }
    assertThat(driver.decisions())
        .extracting(decision -> decision.value().body())
        .filteredOn(Decision.AlertRaised.class::isInstance)
        .hasSize(2)
        .last()
        .isInstanceOfSatisfying(
            Decision.AlertRaised.class,
            alert -> {
              assertThat(alert.kind()).isEqualTo("quarantine");
              assertThat(alert.subject()).isEqualTo("ias/app/1");
              assertThat(alert.recipients()).containsExactly("ops@example.org", "+441632960001");
            });
  }
}
