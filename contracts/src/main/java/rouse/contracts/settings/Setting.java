package rouse.contracts.settings;

import java.util.Locale;

/**
 * One setting.
 *
 * @param name lower case, dots between words: {@code http.port}
 * @param defaultValue null when there is none
 * @param secret redacted when printed, and readable from a file named by {@code …_FILE}
 * @param meaning one line, with units
 */
public record Setting(String name, Kind kind, String defaultValue, boolean secret, String meaning) {

  /** How a value is checked. */
  public enum Kind {
    TEXT,
    NUMBER,
    PORT,
    DURATION,
    SWITCH
  }

  /** The environment variable: {@code http.port} is {@code ROUSE_HTTP_PORT}. */
  public String environmentName() {
    return "ROUSE_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
