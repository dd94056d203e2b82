package rouse.executor.docker.image;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What BuildKit tells while it builds: protocol buffers in Base64, of which the names of steps,
 * their errors and what they print are read.
 */
final class BuildKitTrace {
  static final String ID = "moby.buildkit.trace";
  private static final int VARIANT = 0;
  private static final int BYTES = 2;
  private static final int LOW_BITS = 0x7f;

  private final Consumer<String> output;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, StringBuilder> printed = new LinkedHashMap<>();

  BuildKitTrace(Consumer<String> output) {
    this.output = output;
  }

  void accept(String base64) {
    byte[] message = Base64.getDecoder().decode(base64);
    fields(
        message,
        (field, value) -> {
          switch (field) {
            case 1 -> step(value);
            case 3 -> log(value);
            default -> {}
          }
        });
  }

  private void step(byte[] vertex) {
    String[] parts = new String[3];
    fields(
        vertex,
        (field, value) -> {
          switch (field) {
            case 1 -> parts[0] = text(value);
            case 3 -> parts[1] = text(value);
            case 7 -> parts[2] = text(value);
            default -> {}
          }
        });
    if (parts[1] != null && names.put(parts[0], parts[1]) == null) {
      output.accept("Step " + parts[1]);
    }
    if (parts[2] != null && !parts[2].isEmpty()) {
      // Steps run beside each other: the last words shall be those of the one that failed.
      output.accept("Step " + names.get(parts[0]));
      printed.getOrDefault(parts[0], new StringBuilder()).toString().lines().forEach(output);
    }
  }

  private void log(byte[] entry) {
    String[] parts = new String[2];
    fields(
        entry,
        (field, value) -> {
          switch (field) {
            case 1 -> parts[0] = text(value);
            case 4 -> parts[1] = text(value);
            default -> {}
          }
        });
    if (parts[0] != null && parts[1] != null) {
      printed.computeIfAbsent(parts[0], vertex -> new StringBuilder()).append(parts[1]);
      parts[1].lines().forEach(output);
    }
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** Those fields of a message that are bytes; a message that breaks off ends there. */
  private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
    int[] at = {0};
    while (at[0] < message.length) {
      long tag = number(message, at);
      int wire = (int) (tag & 7);
      if (wire == VARIANT) {
        number(message, at);
        continue;
      }
      long length = wire == BYTES ? number(message, at) : -1;
      if (length < 0 || length > message.length - at[0]) {
        return;
      }
      byte[] value = new byte[(int) length];
      System.arraycopy(message, at[0], value, 0, value.length);
      at[0] += value.length;
      each.accept((int) (tag >> 3), value);
    }
  }

  private static long number(byte[] message, int[] at) {
    long value = 0;
    for (int shift = 0; at[0] < message.length && shift < Long.SIZE; shift += 7) {
      byte next = message[at[0]++];
      value |= (long) (next & LOW_BITS) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return value;
  }
}
