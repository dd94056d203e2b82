package rouse.streams.action.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.MalformedRecordException;

@DisplayName("R7 R12 what is read as a display")
class DisplayReaderTest {
  private final DisplayReader reader = new DisplayReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'service_id':'1','text':'t','request_id':'r','at':'2026-01-31T12:00:00Z'}",
        "{'service_id':'1','text':'t','request_id':'r','at':'2026-01-31T12:00:00.123456789Z'}",
        "{'service_id':'1','text':'t','request_id':'r','at':'2026-01-31T13:00:00+01:00'}",
        "{'service_id':'1','text':'t','request_id':'r','at':1769860800}",
        "{'service_id':7,'text':true,'more':{'a':[1]}}",
        "{'text':''}",
        "{'text':'t','at':'2026-01-31T12:00:00.Z'}",
        " {'text':'t','at':null} "
      })
  @DisplayName("is left as it is, and can be shown")
  void reads(String json) {
    byte[] value = json.replace('\'', '"').getBytes(UTF_8);
    // Again, since the second time the second is known.
    assertThat(reader.read(value)).isSameAs(value);
    assertThat(reader.read(value)).isSameAs(value);
    assertThat(CloudEvents.readBody(UserDisplayRecord.class, value).text()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "null",
        "[]",
        "{}",
        "{'text':null}",
        "{'text':{}}",
        "{'text':'t'",
        "{'text':'t'} 7",
        "{'text':'t','at':'yesterday'}",
        "{'text':'t','at':'2026-02-31T12:00:00Z'}",
        "{'text':'t','at':'2026-01-31T12:00:00'}",
        "{'text':'t','at':'2026-01-31T12:00:00.1234567891Z'}",
        "{'text':'t','at':'2026-01-31T12:00:00ZZ'}"
      })
  @DisplayName("is refused with a reason")
  void refuses(String json) {
    reader.read("{\"text\":\"t\",\"at\":\"2026-01-31T12:00:00Z\"}".getBytes(UTF_8));

    assertThatThrownBy(() -> reader.read(json.replace('\'', '"').getBytes(UTF_8)))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageMatching(".+");
  }
}
