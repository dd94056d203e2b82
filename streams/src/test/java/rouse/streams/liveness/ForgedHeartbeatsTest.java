package rouse.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.streams.liveness.LivenessDriver.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;

@DisplayName("A heartbeat record that only Rouse writes")
class ForgedHeartbeatsTest {
  private static final EventSigner OURS = EventSigner.of("the secret", Optional.empty());
  private static final Topics TOPICS = new Topics(name -> name, OURS);
  private static final String APP = "ias/app/1";

  @Test
  @DisplayName("R25 is refused when it is forged: who may beat can neither accuse nor hide anybody")
  void forged() {
    try (LivenessDriver driver = new LivenessDriver(LivenessDriver.SETTINGS, TOPICS)) {
      // After a start nobody is judged for ten seconds.
      driver.pass(Duration.ofSeconds(12));
      sign(driver, APP, new Watch(1, Duration.ofSeconds(3), Duration.ofSeconds(60), null), APP);
      driver.write(APP, Beat.of(1, 1));
      driver.pass(Duration.ofSeconds(1));
      assertThat(driver.deadLetters()).as("what Rouse itself writes").isEmpty();
      driver.facts();

      List<HeartbeatRecord> forged =
          List.of(
              new Watch(1, Duration.ofMillis(1), Duration.ofMillis(1), null),
              new Unwatch(9),
              new Tick("somebody", 1),
              Mark.of("door/1"),
              new LoadWindow("ias", "app", 0, driver.now(), driver.now(), List.of()));
      for (HeartbeatRecord record : forged) {
        driver.write(APP, record);
      }
      Unwatch another = new Unwatch(9);
      sign(driver, APP, another, "ias/other/1");
      assertThat(driver.deadLetters())
          .hasSize(forged.size() + 1)
          .extracting(letter -> CloudEvents.text(letter.headers(), DeadLetters.REASON))
          .allMatch(reason -> reason.contains("signed"));

      driver.write(APP, Beat.of(1, 2));
      driver.pass(Duration.ofMillis(2_500));
      assertThat(driver.facts()).as("still watched, with its own timeout").isEmpty();
      driver.pass(Duration.ofSeconds(1));
      assertThat(driver.facts()).singleElement().isInstanceOf(Fact.InstanceSilent.class);
      assertThat(driver.deadLetters()).isEmpty();
    }
  }

  private static void sign(
      LivenessDriver driver, String key, HeartbeatRecord record, String subject) {
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, record, "/streams/decide", driver.now());
    HeartbeatCodec.writeSubject(headers, subject);
    byte[] value = HeartbeatCodec.write(record);
    OURS.sign(headers, value);
    driver.write(TOPICS.heartbeats().name(), bytes(key), value, headers);
  }
}
