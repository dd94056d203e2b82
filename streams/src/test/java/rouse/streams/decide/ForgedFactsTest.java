package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;

@DisplayName("A fact that none of Rouse's own processes made")
class ForgedFactsTest {
  private static final EventSigner OURS = EventSigner.of("the secret", Optional.empty());
  private static final EventSigner OTHERS = EventSigner.of("a guess", Optional.empty());
  private static final InstanceId APP = id("app");
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @Test
  @DisplayName("of a thousand, none is acted on, and each is put away; without a secret they are")
  void thousand() {
    assertThat(decidedOf(new Topics(name -> name, OURS), 1_000)).isZero();
    assertThat(decidedOf(Topics.withDefaultNames(), 0)).isGreaterThan(100);
  }

  /** How many commands and decisions follow when somebody forges a thousand facts. */
  private static int decidedOf(Topics topics, int letters) {
    try (DecideDriver driver = driver(topics)) {
      bringUp(driver);
      driver.decisions();
      driver.commands();
      for (int i = 0; i < 1_000; i++) {
        Fact fact = forged(driver.now(), i);
        Envelope<Fact> event =
            Envelope.of("forged/" + i, i % 2 == 0 ? "/executor/host-1" : "/x", driver.now(), fact);
        byte[] body = CloudEvents.body(fact);
        Headers headers = CloudEvents.headers(event);
        if (i % 3 == 1) {
          OTHERS.sign(headers, body);
        } else if (i % 3 == 2) {
          OURS.sign(headers, CloudEvents.body(new Fact.TimePassed("ias", driver.now())));
        }
        driver.write(CloudEvents.utf8("ias"), body, headers);
      }
      int decided = driver.decisions().size() + driver.commands().size();
      var put = driver.deadLetters().readRecordsToList();
      assertThat(put)
          .hasSize(letters)
          .extracting(letter -> CloudEvents.text(letter.headers(), DeadLetters.REASON))
          .allMatch(reason -> reason.contains("signed"));

      driver.fact("died", new Fact.ContainerDied(APP, 1, "c1", 137, false, HOST));
      assertThat(letters == 0 || driver.commands().size() == 1).as("a genuine one").isTrue();
      return decided;
    }
  }

  /** All that would stop, start or change something. */
  private static Fact forged(Instant now, int i) {
    return switch (i % 12) {
      case 0 -> new Fact.ContainerDied(APP, 1, "c1", 137, false, HOST);
      case 1 -> new Fact.InstanceSilent(APP, 1, now, now, now, TIMEOUT, 0, i, i);
      case 2 -> new Fact.RestartRequested("ias", "app", "eve", null);
      case 3 -> new Fact.HoldRequested("ias", "app", "eve", null);
      case 4 -> new Fact.ScaleRequested("ias", "app", 1 + i % 50, "eve");
      case 5 -> new Fact.PlatformDeclared(platform(self("app"), self("evil" + i)), HOST);
      case 6 -> new Fact.HealthChanged(APP, 1, Fact.Health.UNHEALTHY, "docker");
      case 7 -> new Fact.ReleaseRequested("ias", "app", "eve");
      case 8 -> new Fact.FaultReported(APP, "eve", null);
      case 9 -> new Fact.CommandFailed("ensure-running/ias/app/1/1", APP, 1, "no", HOST);
      case 10 -> new Fact.TimePassed("ias", now.plus(Duration.ofDays(i)));
      default -> new Fact.PlatformWithdrawn("ias", "eve");
    };
  }

  @Test
  @DisplayName("is also a wish that was signed long before it was written: a repeat")
  void repeat() {
    try (DecideDriver driver = driver(new Topics(name -> name, OURS))) {
      bringUp(driver);
      Instant longAgo = driver.now().minus(Duration.ofMinutes(61));
      Fact restart = new Fact.RestartRequested("ias", "app", "ops", null);
      driver.commands();
      driver.fact(Envelope.of("old", "/streams/http", longAgo, restart));
      assertThat(driver.commands()).isEmpty();
      assertThat(driver.deadLetters().readRecordsToList())
          .singleElement()
          .satisfies(
              l ->
                  assertThat(CloudEvents.text(l.headers(), DeadLetters.REASON)).contains("repeat"));

      driver.fact(Envelope.of("new", "/streams/http", longAgo.plusSeconds(120), restart));
      assertThat(driver.commands()).hasSize(1);
    }
  }

  @Test
  @DisplayName("differs from what the decider writes: that is signed, watches with their instance")
  void outputsAreSigned() {
    Topics topics = new Topics(name -> name, OURS);
    try (DecideDriver driver = driver(topics)) {
      bringUp(driver);
      driver.pass(Duration.ofSeconds(2));
      for (String topic :
          List.of(
              topics.decisions().name(),
              topics.commands().name(),
              topics.heartbeats().name(),
              topics.platforms().name())) {
        var written = driver.bytesOf(topic);
        assertThat(written).as(topic).isNotEmpty();
        boolean keyed =
            topic.equals(topics.heartbeats().name()) || topic.equals(topics.platforms().name());
        written.forEach(
            record -> {
              if (keyed) {
                OURS.verify(record.headers(), record.key(), record.value());
              } else {
                OURS.verify(record.headers(), record.value());
              }
            });
      }
    }
  }

  private static DecideDriver driver(Topics topics) {
    return new DecideDriver(DecideSettings.defaults(), DecideDriver.START, topics);
  }

  private static void bringUp(DecideDriver driver) {
    driver.fact("declared", new Fact.PlatformDeclared(platform(self("app")), HOST, "ops"));
    String command = "ensure-running/ias/app/1/1";
    driver.fact(
        "outcome/" + command,
        new Fact.CommandSucceeded(command, APP, 1, "started", "c1", "10.0.0.9", HOST));
    for (int beats : new int[] {1, 3}) {
      driver.fact(
          "heard/" + beats,
          new Fact.InstanceHeard(APP, 1, driver.now(), beats, false, false, TIMEOUT));
    }
  }
}
