package rouse.contracts.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * Effective settings: flags over environment over {@code rouse.properties} over defaults. {@code
 * kafka.*} passes through to every Kafka client.
 */
public final class Settings {
  private static final String REDACTED = "(secret)";
  private final Map<String, String> values;
  private final Map<String, String> kafka;

  Settings(Map<String, String> values, Map<String, String> kafka) {
    this.values = Map.copyOf(values);
    this.kafka = Map.copyOf(kafka);
  }

  /**
   * The value, or its default.
   *
   * @throws SettingError when there is neither
   */
  public String text(Setting setting) {
    return optional(setting)
        .orElseThrow(
            () ->
                new SettingError(
                    setting.name()
                        + " is not set: "
                        + setting.meaning()
                        + ". Set it with "
                        + setting.environmentName()
                        + " or in rouse.properties."));
  }

  public Optional<String> optional(Setting setting) {
    String value = values.getOrDefault(setting.name(), setting.defaultValue());
    return Optional.ofNullable(value).filter(v -> !v.isEmpty());
  }

  /** Whether somebody chose the value, be it the one that is the default too. */
  public boolean isGiven(Setting setting) {
    return !values.getOrDefault(setting.name(), "").isEmpty();
  }

  public int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  public Duration duration(Setting setting) {
    return Durations.parse(text(setting));
  }

  public boolean isOn(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  /** What passes through to every Kafka client, without the {@code kafka.} prefix. */
  public Map<String, String> kafkaClient() {
    Map<String, String> client = new LinkedHashMap<>(kafka);
    client.put("bootstrap.servers", text(KnownSettings.KAFKA));
    // What is worth knowing is in /metrics; a bean for each of Kafka's thousands is not.
    client.putIfAbsent("metric.reporters", "");
    // Nobody collects them from the broker, and asking it for a subscription costs for ever.
    client.putIfAbsent("enable.metrics.push", "false");
    return client;
  }

  /** With a setting of every Kafka client, unless one was given. */
  public Settings withClientDefault(String name, String value) {
    Map<String, String> client = new LinkedHashMap<>(kafka);
    client.putIfAbsent(name, value);
    return new Settings(values, client);
  }

  /** The same settings with one other value; for parts that are started inside another. */
  public Settings with(Setting setting, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.put(setting.name(), value);
    return new Settings(changed, kafka);
  }

  /** Says with which values this process runs, a line each; once, at its start. */
  public void logTo(Logger log) {
    printable().forEach((name, value) -> log.info("setting {} = {}", name, value));
  }

  /** All effective values by name, secrets redacted. */
  public Map<String, String> printable() {
    Map<String, String> lines = new TreeMap<>();
    for (Setting setting : KnownSettings.all()) {
      optional(setting).ifPresent(v -> lines.put(setting.name(), setting.secret() ? REDACTED : v));
    }
    kafka.forEach((name, value) -> lines.put("kafka." + name, redactKafka(name, value)));
    return lines;
  }

  private static String redactKafka(String name, String value) {
    boolean secret =
        name.endsWith(".key")
            || Stream.of("password", "jaas", "secret", "token").anyMatch(name::contains);
    return secret ? REDACTED : value;
  }
}
