package rouse.executor.balance;

import java.io.IOException;

/** HAProxy answered, and does not do what it was told. */
final class HaproxyRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  HaproxyRefusedException(String message) {
    super(message);
  }
}
