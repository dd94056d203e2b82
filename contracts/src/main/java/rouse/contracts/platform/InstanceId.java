package rouse.contracts.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import rouse.contracts.text.PlainText;

/**
 * One container slot of a module; written {@code <platform>/<module>/<slot>}.
 *
 * @param platform name of the Compose project
 * @param module name of the Compose service
 * @param slot counted from 1
 */
public record InstanceId(String platform, String module, int slot)
    implements Comparable<InstanceId> {

  public InstanceId {
    NameRules.platform(platform);
    NameRules.module(module);
    if (slot < 1) {
      throw new IllegalArgumentException("a slot counts from 1, not " + slot);
    }
  }

  /**
   * Reads {@code <platform>/<module>/<slot>}.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  @JsonCreator
  public static InstanceId parse(String text) {
    int first = text == null ? -1 : text.indexOf('/');
    int last = text == null ? -1 : text.lastIndexOf('/');
    if (first < 1 || last == first) {
      throw new IllegalArgumentException(
          "not <platform>/<module>/<slot>: " + PlainText.quoted(text));
    }
    try {
      return new InstanceId(
          text.substring(0, first),
          text.substring(first + 1, last),
          Integer.parseInt(text.substring(last + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not <platform>/<module>/<slot>: " + PlainText.quoted(text), e);
    }
  }

  /** The name of the container that fills this slot: {@code <platform>-<module>-<slot>}. */
  public String containerName() {
    return platform + "-" + module + "-" + slot;
  }

  @Override
  public int compareTo(InstanceId other) {
    int byPlatform = platform.compareTo(other.platform);
    if (byPlatform != 0) {
      return byPlatform;
    }
    int byModule = module.compareTo(other.module);
    return byModule != 0 ? byModule : Integer.compare(slot, other.slot);
  }

  @Override
  @JsonValue
  public String toString() {
    return platform + "/" + module + "/" + slot;
  }
}
