package rouse.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Json;

class PlainJsonTest {
  @Test
  @DisplayName("what it writes, the mapper reads, whatever a path is made of")
  void written() throws IOException {
    Map<String, String> fields = Map.of("file", "/a \"b\"\\c\n\u0001/ä☃😀.yaml", "more", "");
    byte[] json = PlainJson.write(fields);
    assertThat(Json.MAPPER.readTree(json)).isEqualTo(Json.MAPPER.valueToTree(fields));
    assertThat(PlainJson.read(new String(json, UTF_8))).isEqualTo(fields);
  }

  @Test
  @DisplayName("what is not plain is left out, and what follows it is read")
  void nested() throws IOException {
    String json =
        "{\"a\":1,\"b\":{\"a\":2},\"c\":[{\"a\":3}],\"d\":null,\"e\":true,\"f\":\"x\",\"g\":-1.5}";
    assertThat(PlainJson.read(json))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "e", "true", "f", "x", "g", "-1.5"));
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(strings = {"", " ", "[]", "1", "{", "{\"a\":", "{\"a\":1", "{}{}", "{} x", "<html>"})
  @DisplayName("what is no JSON object is refused")
  void refused(String text) {
    assertThatThrownBy(() -> PlainJson.read(text)).isInstanceOf(IOException.class);
  }
}
