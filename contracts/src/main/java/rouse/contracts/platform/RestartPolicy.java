package rouse.contracts.platform;

import java.util.Objects;

/**
 * Compose's {@code restart}: what the end of a container means.
 *
 * @param retries with {@link Condition#ON_FAILURE}: runs after the first; 0: as many as the
 *     recovery budget allows
 */
public record RestartPolicy(Condition condition, int retries) {
  /** The file does not say: Rouse keeps it alive. */
  public static final RestartPolicy UNSTATED = new RestartPolicy(Condition.UNSTATED, 0);

  /** When an instance that has ended is run again. */
  public enum Condition {
    /** no key */
    UNSTATED,
    /** {@code no} */
    NO,
    /** {@code on-failure[:n]} */
    ON_FAILURE,
    /** {@code always} and {@code unless-stopped} */
    ALWAYS
  }

  public RestartPolicy {
    condition = Objects.requireNonNullElse(condition, Condition.UNSTATED);
    if (retries < 0) {
      throw new IllegalArgumentException("the retries of a restart policy must not be negative");
    }
  }

  /**
   * As a Compose file writes it.
   *
   * @throws IllegalArgumentException when it is none of Compose's words
   */
  public static RestartPolicy parse(String text) {
    String[] parts = text.split(":", 2);
    Condition condition =
        switch (parts[0]) {
          case "no", "false" -> Condition.NO;
          case "on-failure" -> Condition.ON_FAILURE;
          case "always", "unless-stopped" -> Condition.ALWAYS;
          default -> throw new IllegalArgumentException(text + " is no restart policy");
        };
    if (parts.length == 1) {
      return new RestartPolicy(condition, 0);
    }
    if (condition != Condition.ON_FAILURE || !parts[1].matches("\\d{1,6}")) {
      throw new IllegalArgumentException(text + " is no restart policy");
    }
    return new RestartPolicy(condition, Integer.parseInt(parts[1]));
  }

  /** As a Compose file writes it; {@code unstated} when it does not. */
  @Override
  public String toString() {
    String word =
        condition == Condition.NO ? "no" : condition.name().toLowerCase(java.util.Locale.ROOT);
    return word.replace('_', '-') + (retries == 0 ? "" : ":" + retries);
  }
}
