package rouse.contracts.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How one kind of state is stored: as JSON, with the number of its layout beside its own fields.
 * What has the layout before is brought to this one when it is read. Of a newer one the fields that
 * are known here are read, so that an older version of Rouse can take over again.
 *
 * @param number of the layout that is written; what has no number has the first
 * @param fromBefore brings the fields of the layout before to this one
 */
public record StateLayout<T>(
    Class<T> type, int number, UnaryOperator<Map<String, Object>> fromBefore) {
  private static final int FIRST = 1;
  private static final String NUMBER = "layout";
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  /** Of what has been stored in one way only. */
  public static <T> StateLayout<T> first(Class<T> type) {
    return new StateLayout<>(type, FIRST, UnaryOperator.identity());
  }

  private record Numbered<T>(int layout, @JsonUnwrapped T state) {}

  public byte[] write(T state) throws IOException {
    return Json.STATE_MAPPER.writeValueAsBytes(new Numbered<>(number, state));
  }

  /** For what is stored as a part of something larger. */
  public JsonNode toTree(T state) {
    return Json.STATE_MAPPER.valueToTree(new Numbered<>(number, state));
  }

  public T read(byte[] json) throws IOException {
    return fromTree(Json.STATE_MAPPER.readTree(json));
  }

  /**
   * @throws IOException when it is no such state, or has a layout that is too old to be read
   */
  public T fromTree(JsonNode json) throws IOException {
    int layout = json.path(NUMBER).asInt(FIRST);
    if (layout >= number) {
      return Json.STATE_MAPPER.treeToValue(json, type);
    }
    if (layout < number - 1) {
      throw new IOException(
          "layout %d of %s is too old; the oldest that is read is %d"
              .formatted(layout, type.getSimpleName(), number - 1));
    }
    Map<String, Object> before = Json.STATE_MAPPER.convertValue(json, FIELDS);
    return Json.STATE_MAPPER.convertValue(fromBefore.apply(before), type);
  }
}
