package rouse.contracts.heartbeat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.MalformedRecordException;

class OriginalHeartbeatTest {

  @Test
  @DisplayName("R17 written in the original shape")
  void writes() {
    long ts = OriginalHeartbeat.tsOf(LocalTime.of(0, 9, 5));
    byte[] written = new OriginalHeartbeat("action_manager", ts, 1).toBytes();
    assertThat(new String(written, UTF_8))
        .isEqualTo("{\"module\":\"action_manager\",\"ts\":905,\"Status\":1}");
    assertThat(OriginalHeartbeat.read(written))
        .isEqualTo(new OriginalHeartbeat("action_manager", 905, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"module\":\"a\",\"ts\":143005,\"Status\":1}          | 143005 | 1",
        "{\"moduleName\":\"a\",\"currentTime\":143005}          | 143005 | 1",
        "{\"module_name\":\"a\",\"ts\":905,\"Status\":0}        |    905 | 0",
        "{\"Module\":\"a\",\"ts\":\"14:30:05\",\"status\":\"0\"} | 143005 | 0",
        "{\"module\":\"a\",\"ts\":\"000905\",\"Status\":false}  |    905 | 0",
        "{\"module\":\"a\",\"ts\":{\"x\":1},\"Status\":[0]}     |     -1 | 1",
        "{\"module\":\"a\",\"ts\":1e400,\"Status\":0.0}         |   1400 | 0",
        "{\"module\":\"a\",\"ts\":99999999999999999999}         |     -1 | 1",
        "{\"module\":\"a\",\"Status\":null,\"more\":[{}]}       |     -1 | 1",
        "{\"module\":\" a \"}                                   |     -1 | 1"
      })
  void readsEveryVariant(String json, long ts, int status) {
    assertThat(OriginalHeartbeat.read(json.getBytes(UTF_8)))
        .isEqualTo(new OriginalHeartbeat("a", ts, status));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "[]", "{}", "{\"module\":1}", "{\"module\":\"a\"} x", "{\"module\":"})
  void refusesWhatNamesNoModule(String json) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> OriginalHeartbeat.read(json.getBytes(UTF_8)));
  }
}
