package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Bodies that are wrong in one place, for any event type: made from a good one, whose every field
 * and element, at any depth, is once left out and once replaced by each of many values.
 */
public final class HostileBodies {
  /** As whole bodies, and in the place of every field and element. */
  private static final List<String> VALUES =
      List.of(
          "{}",
          "[]",
          "null",
          "[null]",
          "[[]]",
          "{\"a\":null}",
          "\"\"",
          "\"text\"",
          "\"\\ud800\"",
          "true",
          "0",
          "-1",
          "17.5",
          "1e400",
          "-1e400",
          "9223372036854775807",
          "-9223372036854775808",
          "92233720368547758080",
          "\"+1000000000-12-31T23:59:59.999999999Z\"",
          "\"-1000000000-01-01T00:00:00Z\"",
          "\"PT2562047788015215H30M7.999999999S\"",
          "\"-PT2562047788015215H30M8S\"",
          "\"NaN\"");

  private HostileBodies() {}

  /** All of one type; most are unreadable, and whatever is not must do no harm. */
  public static List<byte[]> of(Class<?> type, long seed) {
    List<byte[]> all = new ArrayList<>();
    all.add(null);
    for (String whole : List.of("", "{", "no JSON", "\u0000", "{} {}", "[".repeat(5_000))) {
      all.add(whole.getBytes(UTF_8));
    }
    VALUES.forEach(value -> all.add(value.getBytes(UTF_8)));
    all.addAll(mutationsOf(Json.MAPPER.valueToTree(new Samples(seed).of(type))));
    return all;
  }

  /** All of one good object. */
  public static List<byte[]> ofJson(String good) {
    try {
      return mutationsOf((ObjectNode) Json.MAPPER.readTree(good));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<byte[]> mutationsOf(ObjectNode good) {
    List<byte[]> all = new ArrayList<>();
    mutate(good, good, body -> all.add(body.getBytes(UTF_8)));
    return all;
  }

  private static void mutate(ObjectNode root, JsonNode at, Consumer<String> taker) {
    if (at instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
        JsonNode old = field.getValue();
        object.remove(field.getKey());
        taker.accept(text(root));
        replaceBy(root, value -> object.set(field.getKey(), value), taker);
        object.set(field.getKey(), old);
        mutate(root, old, taker);
      }
    } else if (at instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int place = i;
        JsonNode old = array.get(i);
        replaceBy(root, value -> array.set(place, value), taker);
        array.set(i, old);
        mutate(root, old, taker);
      }
    }
  }

  /** Jackson's tree keeps no number that is too large for a double: texts are put in afterwards. */
  private static void replaceBy(ObjectNode root, Consumer<JsonNode> place, Consumer<String> taker) {
    String mark = "\"*here*\"";
    place.accept(root.textNode("*here*"));
    String around = text(root);
    Stream.concat(VALUES.stream(), Stream.of("\"" + "x".repeat(100_000) + "\""))
        .forEach(value -> taker.accept(around.replace(mark, value)));
  }

  private static String text(JsonNode node) {
    try {
      return Json.MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
