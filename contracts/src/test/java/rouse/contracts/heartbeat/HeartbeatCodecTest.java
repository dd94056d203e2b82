package rouse.contracts.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.WorkerLoad;

class HeartbeatCodecTest {
  @Test
  @DisplayName("every heartbeat record comes back as it went")
  void roundTrip() {
    HeartbeatRecord[] records = {
      Beat.of(7, 42),
      new Beat(0, Beat.NONE, 143005, 0, null),
      Beat.ofHost("ias", 3),
      new Watch(2, Duration.ofSeconds(3), Duration.ofSeconds(60), "ias"),
      new Unwatch(4),
      new Tick("run-1", 99),
      new Beat(3, 4, Beat.NONE, 1, null, 0.25),
      LoadReport.ofLoad(2, 0.71),
      new LoadReport(0, null, 0.5, 0.25, 12.0),
      new LoadWindow(
          "ias",
          "worker_node",
          3,
          Instant.ofEpochMilli(1_769_850_000_000L),
          Instant.ofEpochMilli(1_769_850_015_000L),
          List.of(new WorkerLoad(7, 2, 0.5, null, null, null))),
      Mark.of("moved/3"),
      new Mark("bridge/0", 1_769_850_000_000L, 0L)
    };
    for (HeartbeatRecord record : records) {
      RecordHeaders headers = new RecordHeaders();
      HeartbeatCodec.writeHeaders(headers, record, "/test", Instant.EPOCH);
      assertThat(HeartbeatCodec.read(headers, HeartbeatCodec.write(record))).isEqualTo(record);
    }
  }

  @Test
  @DisplayName("an empty object without headers is a beat: one line is enough for a module")
  void theSimplestBeat() {
    assertThat(HeartbeatCodec.read(new RecordHeaders(), "{}".getBytes()))
        .isEqualTo(new Beat(0, Beat.NONE, Beat.NONE, 1, null));
    assertThat(
            HeartbeatCodec.read(
                new RecordHeaders(), "{\"sequence\":5,\"x\":{\"y\":[1,2]},\"ts\":null}".getBytes()))
        .isEqualTo(Beat.of(0, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "17",
        "{\"sequence\":\"a\"}",
        "{\"incarnation\":1.5}",
        "{\"incarnation\":-1}",
        "{\"incarnation\":9007199254740992}",
        "{\"sequence\":99999999999999999999}",
        "{\"platform\":3}",
        "{\"load\":\"busy\"}",
        "{\"load\":-0.1}",
        "{\"load\":1e300}",
        "{} {}",
        "{\"a\":",
        "\u0000\u0001"
      })
  void garbageIsUnreadableInOneLine(String garbage) {
    assertThatThrownBy(() -> HeartbeatCodec.read(new RecordHeaders(), garbage.getBytes()))
        .isInstanceOf(MalformedRecordException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
  }

  @Test
  void unknownTypesNullsAndHalfWatchesAreUnreadable() {
    RecordHeaders unknown = new RecordHeaders();
    unknown.add("ce_type", "rouse.heartbeat.Dance".getBytes());
    assertThatThrownBy(() -> HeartbeatCodec.read(unknown, "{}".getBytes()))
        .isInstanceOf(MalformedRecordException.class);
    assertThatThrownBy(() -> HeartbeatCodec.read(new RecordHeaders(), null)).hasMessage("no value");
    RecordHeaders watch = new RecordHeaders();
    watch.add("ce_type", "rouse.heartbeat.Watch".getBytes());
    assertThatThrownBy(() -> HeartbeatCodec.read(watch, "{\"incarnation\":1}".getBytes()))
        .hasMessageContaining("timeout");
  }

  @Test
  @DisplayName("a beat token is good for its own instance and its own secret alone")
  void tokens() {
    InstanceId mine = new InstanceId("ias", "app_repo", 1);
    String token = BeatToken.of("secret", mine);
    assertThat(BeatToken.isValid(token, "secret", mine)).isTrue();
    assertThat(BeatToken.isValid(token, "secret", new InstanceId("ias", "app_repo", 2))).isFalse();
    assertThat(BeatToken.isValid(token, "other", mine)).isFalse();
    assertThat(BeatToken.isValid("", "secret", mine)).isFalse();
  }

  @Test
  void aMarkWithoutARouteOfSensibleLengthIsUnreadable() {
    RecordHeaders headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, Mark.of("bridge/0"), "/test", Instant.EPOCH);
    for (String route : new String[] {null, "x".repeat(301)}) {
      byte[] value = HeartbeatCodec.write(Mark.of(route));
      assertThatThrownBy(() -> HeartbeatCodec.read(headers, value))
          .isInstanceOf(MalformedRecordException.class)
          .hasMessageContaining("route");
    }
  }
}
