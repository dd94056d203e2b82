package rouse.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.cli.replay.Recording.Entry;
import rouse.cli.replay.Recording.Log;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Json;

@DisplayName("A recording that is redacted")
class RedactionTest {
  private static final Path GOLDEN =
      (Files.isDirectory(Path.of("contracts")) ? Path.of("") : Path.of(".."))
          .resolve("contracts/src/test/resources/golden");

  /** Texts that stay: names of this platform's parts, ids, and words of Rouse's own. */
  private static final Set<String> KNOWN =
      Set.of(
          "alerts",
          "causationId",
          "cause",
          "commandId",
          "containerId",
          "correlationId",
          "decision",
          "decisionId",
          "definition",
          "from",
          "group",
          "imageId",
          "incidentId",
          "kind",
          "notificationId",
          "outcome",
          "replace",
          "result",
          "retire",
          "start",
          "subject",
          "taken",
          "to",
          "type",
          "host",
          "module",
          "name",
          "platform",
          "instance",
          "relieves");

  private static Entry entry(String type, String body) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(CloudEvents.TYPE, type.getBytes(UTF_8));
    headers.add(EventSigner.SIGNATURE, new byte[] {1});
    return new Entry(Log.FACTS, 0, 0, 0, null, headers, body.getBytes(UTF_8));
  }

  @Test
  @DisplayName("P9 keeps no text but names, ids and words of Rouse, of any fact and decision")
  void everyEvent() throws IOException {
    Set<String> left = new TreeSet<>();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        String type = file.getFileName().toString().replaceFirst("[.]json$", "");
        if (type.startsWith("rouse.fact.") || type.startsWith("rouse.decision.")) {
          Entry redacted = new Redaction().apply(entry(type, Files.readString(file)));
          assertThat(redacted.headers().lastHeader(EventSigner.SIGNATURE)).as(type).isNull();
          collect("", Json.MAPPER.readTree(redacted.value()), left);
        }
      }
    }
    left.removeAll(KNOWN);
    assertThat(left).as("fields with free text").isEmpty();
  }

  /** Names of the fields that hold text which is no time, no duration and no constant. */
  private static void collect(String name, JsonNode node, Set<String> left) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> collect(field.getKey(), field.getValue(), left));
    } else if (node.isArray()) {
      node.forEach(each -> collect(name, each, left));
    } else if (node.isTextual()) {
      String text = node.textValue();
      boolean plain =
          List.of("redacted").contains(text)
              || text.matches("[A-Z][A-Z_]*|P[0-9T].*|[0-9]{4}-.*Z|ensure-running|load");
      if (!plain) {
        left.add(name);
      }
    }
  }

  @Test
  @DisplayName("says nothing of a record that cannot be read")
  void unreadable() {
    assertThat(new String(new Redaction().apply(entry("x", "secret words")).value(), UTF_8))
        .isEqualTo("redacted");
  }
}
