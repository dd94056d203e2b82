package rouse.contracts.action;

import java.util.Objects;

/**
 * A part of a request that cannot be done, while the others can.
 *
 * @param part where it stands: {@code notify_users[2]}
 * @param reason what is wrong with it, in one line
 */
public record BadPart(String part, String reason) {
  public BadPart {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(reason, "reason");
  }

  @Override
  public String toString() {
    return part + ": " + reason;
  }
}
