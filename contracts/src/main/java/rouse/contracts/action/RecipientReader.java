package rouse.contracts.action;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.MalformedRecordException;

/** Reads {@code notify_users}: a list, a text that holds one, or a single address. */
final class RecipientReader {
  private final List<BadPart> badParts;
  private final Set<Recipient> found = new LinkedHashSet<>();

  RecipientReader(List<BadPart> badParts) {
    this.badParts = badParts;
  }

  void read(String field, JsonNode value) {
    if (LenientJson.isNothing(value)) {
      return;
    }
    try {
      JsonNode node = LenientJson.unwrapped(value);
      if (node.isArray()) {
        for (int i = 0; i < node.size(); i++) {
          readOne(field + "[" + i + "]", node.get(i));
        }
      } else {
        readOne(field, node);
      }
    } catch (MalformedRecordException e) {
      badParts.add(new BadPart(field, e.getMessage()));
    }
  }

  /** Everybody once, in the order of the request. */
  List<Recipient> found() {
    return List.copyOf(found);
  }

  private void readOne(String place, JsonNode node) {
    if (LenientJson.isNothing(node)) {
      return;
    }
    if (!node.isTextual() && !node.isIntegralNumber()) {
      badParts.add(new BadPart(place, "not an address"));
      return;
    }
    try {
      found.add(Recipient.parse(node.asText()));
    } catch (MalformedRecordException e) {
      badParts.add(new BadPart(place, e.getMessage()));
    }
  }
}
