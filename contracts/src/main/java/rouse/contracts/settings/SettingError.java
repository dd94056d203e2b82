package rouse.contracts.settings;

/** A setting is unknown or malformed; the message says which and what would be right. */
public final class SettingError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingError(String message) {
    super(message);
  }
}
