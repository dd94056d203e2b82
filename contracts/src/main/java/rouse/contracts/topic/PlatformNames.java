package rouse.contracts.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Map;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.ModuleSpec;

/**
 * The modules of a platform by name, as they were declared last: the value in {@code
 * rouse.platforms}. A table and no event, so that it outlives the declarations themselves.
 *
 * @param modules whether a number behind the name is a slot, which it is for a worker
 * @param loadWindows of the modules whose number follows their load: what it is averaged over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlatformNames(
    Map<String, ModuleSpec.Kind> modules, @Nullable Map<String, Duration> loadWindows) {
  public PlatformNames {
    modules = Map.copyOf(modules);
    loadWindows = loadWindows == null ? Map.of() : Map.copyOf(loadWindows);
  }

  /**
   * Reads it.
   *
   * @throws Unreadable with the reason
   */
  public static PlatformNames read(byte[] json) {
    try {
      return CloudEvents.readBody(PlatformNames.class, json);
    } catch (NullPointerException | IllegalArgumentException missing) {
      throw new MalformedRecordException(
          "required field is missing: modules with their kinds", missing);
    }
  }

  public byte[] toBytes() {
    return CloudEvents.body(this);
  }
}
