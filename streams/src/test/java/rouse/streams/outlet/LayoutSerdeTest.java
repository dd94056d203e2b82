package rouse.streams.outlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("State in a changelog")
class LayoutSerdeTest {
  record Kept(String name, int count) {}

  private final LayoutSerde<Kept> serde = LayoutSerde.first(Kept.class);

  private Kept read(String json) {
    return serde.deserializer().deserialize("", json.getBytes(UTF_8));
  }

  @Test
  @DisplayName("carries the number of its layout beside its own fields")
  void numbered() {
    byte[] written = serde.serializer().serialize("", new Kept("a", 2));
    assertThat(new String(written, UTF_8)).isEqualTo("{\"layout\":1,\"name\":\"a\",\"count\":2}");
    assertThat(serde.deserializer().deserialize("", written)).isEqualTo(new Kept("a", 2));
  }

  @Test
  @DisplayName(
      "that was stored without a number has the first layout; a later one is read as far as it is known")
  void otherVersions() {
    assertThat(read("{\"name\":\"a\",\"count\":2}")).isEqualTo(new Kept("a", 2));
    assertThat(read("{\"layout\":2,\"name\":\"a\",\"count\":2,\"more\":[1]}"))
        .isEqualTo(new Kept("a", 2));
  }

  @Test
  @DisplayName("that is deleted is nothing, and what is no state is said")
  void noState() {
    assertThat(serde.serializer().serialize("", null)).isNull();
    assertThat(serde.deserializer().deserialize("", null)).isNull();
    assertThatThrownBy(() -> read("[]")).isInstanceOf(SerializationException.class);
  }
}
