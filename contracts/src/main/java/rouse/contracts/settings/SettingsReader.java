package rouse.contracts.settings;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Puts the layers together and refuses what is unknown or malformed. */
public final class SettingsReader {
  private static final String ENVIRONMENT_PREFIX = "ROUSE_";
  private static final String KAFKA_PREFIX = "kafka.";
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> kafka = new LinkedHashMap<>();
  private final UnaryOperator<String> readFile;

  private SettingsReader(UnaryOperator<String> readFile) {
    this.readFile = readFile;
  }

  /**
   * @param flags setting names to values
   * @param environment the process's environment
   * @param properties of {@code rouse.properties}
   * @param readFile from a file's path to its content, for {@code …_FILE}
   * @throws SettingError naming the setting, and the nearest known one
   */
  public static Settings read(
      Map<String, String> flags,
      Map<String, String> environment,
      Map<String, String> properties,
      UnaryOperator<String> readFile) {
    SettingsReader reader = new SettingsReader(readFile);
    properties.forEach(reader::put);
    environment.forEach(reader::putFromEnvironment);
    flags.forEach(reader::put);
    return new Settings(reader.values, reader.kafka);
  }

  private void putFromEnvironment(String name, String value) {
    if (!name.startsWith(ENVIRONMENT_PREFIX) || KnownSettings.isForOthers(name)) {
      return;
    }
    for (Setting setting : KnownSettings.all()) {
      if (setting.environmentName().equals(name)) {
        put(setting.name(), value);
        return;
      }
      if (setting.secret() && (setting.environmentName() + "_FILE").equals(name)) {
        put(setting.name(), readFile.apply(value).strip());
        return;
      }
    }
    put(
        name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'),
        value);
  }

  private void put(String name, String value) {
    Setting setting = KnownSettings.named(name).orElse(null);
    if (setting != null) {
      check(setting, value);
      values.put(name, value);
    } else if (name.startsWith(KAFKA_PREFIX)) {
      String client = name.substring(KAFKA_PREFIX.length());
      OwnedKafkaSettings.refusal(client)
          .ifPresent(
              why -> {
                throw new SettingError(why);
              });
      kafka.put(client, value);
    } else {
      throw new SettingError(
          "there is no setting " + name + "; did you mean " + nearest(name) + "?");
    }
  }

  private static void check(Setting setting, String value) {
    try {
      switch (setting.kind()) {
        case TEXT -> {}
        case NUMBER -> require(Integer.parseInt(value) >= 0);
        case PORT -> require(Integer.parseInt(value) >= 0 && Integer.parseInt(value) <= 65535);
        case DURATION -> Durations.parse(value);
        case SWITCH -> require(value.equals("true") || value.equals("false"));
      }
    } catch (IllegalArgumentException e) {
      throw new SettingError(
          setting.name()
              + " must be a "
              + setting.kind().name().toLowerCase(Locale.ROOT)
              + (setting.kind() == Setting.Kind.SWITCH ? " (true or false)" : "")
              + ", not '"
              + (setting.secret() ? "…" : value)
              + "': "
              + setting.meaning());
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }

  private static String nearest(String name) {
    return KnownSettings.all().stream()
        .map(Setting::name)
        .min(Comparator.comparingInt(known -> distance(name, known)))
        .orElseThrow();
  }

  /** Levenshtein's edit distance, with one row kept. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
