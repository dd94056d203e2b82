package rouse.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.cli.replay.Recording.Entry;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;

/**
 * Leaves out of a recording where something runs and what somebody wrote: addresses, texts, logs,
 * recipients. The rules read none of it, but for a few words that have a meaning.
 */
public final class Redaction implements UnaryOperator<Entry> {
  private static final Set<String> TEXTS =
      Set.of("ip", "log", "reason", "by", "wishedBy", "text", "lastLines", "output", "recipient");
  private static final Set<String> LISTS = Set.of("alertsTo", "recipients");
  private static final Set<String> WORDS =
      Set.of(
          "docker",
          "module",
          Fact.CommandFailed.PAUSED,
          Fact.CommandFailed.HEALTHY_AGAIN,
          Fact.CommandFailed.WAITED);
  private static final String LEFT_OUT = "redacted";

  @Override
  public Entry apply(Entry entry) {
    if (entry.log() == Recording.Log.HEARTBEATS || entry.value() == null) {
      return entry;
    }
    try {
      JsonNode body = Json.MAPPER.readTree(entry.value());
      String type = String.valueOf(CloudEvents.text(entry.headers(), CloudEvents.TYPE));
      redact(body, type.endsWith("ContainerEvidence"));
      return unsigned(entry).withValue(Json.MAPPER.writeValueAsBytes(body));
    } catch (IOException unreadable) {
      return unsigned(entry).withValue(LEFT_OUT.getBytes(UTF_8));
    }
  }

  /** The signature is of what is left out: whoever guesses that could try the guess with it. */
  private static Entry unsigned(Entry entry) {
    Headers headers = new RecordHeaders(entry.headers().toArray());
    headers.remove(EventSigner.SIGNATURE);
    return entry.withHeaders(headers);
  }

  private static void redact(JsonNode node, boolean evidence) {
    if (node instanceof ArrayNode array) {
      array.forEach(each -> redact(each, evidence));
    } else if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> field.setValue(redacted(field.getKey(), field.getValue(), evidence)));
    }
  }

  private static JsonNode redacted(String name, JsonNode value, boolean evidence) {
    boolean text = TEXTS.contains(name) || (evidence && name.equals("health"));
    if (text && value.isTextual() && !hasMeaning(value.textValue())) {
      return TextNode.valueOf(LEFT_OUT);
    }
    if (LISTS.contains(name) && value.isArray()) {
      return Json.MAPPER.createArrayNode();
    }
    redact(value, evidence);
    return value;
  }

  private static boolean hasMeaning(String text) {
    return WORDS.contains(text) || text.startsWith(Fact.CommandFailed.NO_DEFINITION);
  }
}
