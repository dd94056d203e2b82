package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.heartbeat.HeartbeatCodec;

@DisplayName("R12 A record of a newer version")
class NewerRecordTest {
  private static Headers headers(String type) {
    return new RecordHeaders().add(CloudEvents.TYPE, type.getBytes(UTF_8));
  }

  @Test
  @DisplayName("with an event that is not known is told from one that is none")
  void type() {
    byte[] body = "{}".getBytes(UTF_8);
    assertThatThrownBy(() -> CloudEvents.read(Fact.class, headers("rouse.fact.Slept"), body))
        .isInstanceOf(NewerRecordException.class)
        .hasMessage("newer: ce_type is not known: rouse.fact.Slept; this version skips it");
    assertThatThrownBy(() -> HeartbeatCodec.read(headers("rouse.heartbeat.Nap"), body))
        .isInstanceOf(NewerRecordException.class);
    for (String none : List.of("rouse.command.Sleep", "com.example.Fact", "")) {
      assertThatThrownBy(() -> CloudEvents.read(Fact.class, headers(none), body))
          .isInstanceOf(MalformedRecordException.class)
          .isNotInstanceOf(NewerRecordException.class);
    }
  }

  @Test
  @DisplayName("with a word that is not known is told as such; what is no word is just wrong")
  void word() {
    for (String word : List.of("PARKED", "parked", "17")) {
      byte[] body =
          CloudEvents.utf8(
              "{\"instance\":\"a/b/1\",\"incarnation\":1,\"health\":\"%s\",\"by\":\"docker\"}"
                  .formatted(word));
      assertThatThrownBy(() -> CloudEvents.readBody(Fact.HealthChanged.class, body))
          .isInstanceOf(
              word.equals("PARKED") ? NewerRecordException.class : MalformedRecordException.class)
          .hasMessageContaining("health");
    }
  }

  @Test
  @DisplayName("with more fields than are known, at any depth, is read by those that are")
  void fields() throws IOException {
    for (Class<? extends Event> type : EventTypes.all().values()) {
      Event event = new Samples(7).of(type);
      JsonNode json = withMore(Json.MAPPER.valueToTree(event));
      assertThat(CloudEvents.<Event>readBody(asEvent(type), Json.MAPPER.writeValueAsBytes(json)))
          .isEqualTo(event);
    }
  }

  @SuppressWarnings("unchecked")
  private static Class<Event> asEvent(Class<? extends Event> type) {
    return (Class<Event>) type;
  }

  private static JsonNode withMore(JsonNode node) {
    List<JsonNode> objects = new ArrayList<>(List.of(node));
    while (!objects.isEmpty()) {
      JsonNode next = objects.removeLast();
      next.forEach(objects::add);
      if (next instanceof ObjectNode object) {
        object.put("fromLater", "x").putArray("moreFromLater").add(1).addObject();
      }
    }
    return node;
  }
}
