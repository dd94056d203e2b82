package rouse.contracts.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  private static Settings read(
      Map<String, String> flags, Map<String, String> environment, Map<String, String> file) {
    return SettingsReader.read(flags, environment, file, path -> "from " + path + "\n");
  }

  @Test
  @DisplayName("flags over environment over file over defaults")
  void layers() {
    Map<String, String> file = Map.of("http.port", "1", "host", "file", "http.bind", "file");
    Map<String, String> environment = Map.of("ROUSE_HTTP_PORT", "2", "ROUSE_HOST", "environment");
    Settings settings = read(Map.of("http.port", "3"), environment, file);
    assertThat(settings.number(KnownSettings.HTTP_PORT)).isEqualTo(3);
    assertThat(settings.text(KnownSettings.HOST)).isEqualTo("environment");
    assertThat(settings.text(KnownSettings.HTTP_BIND)).isEqualTo("file");
    assertThat(settings.text(KnownSettings.KAFKA)).isEqualTo("localhost:9092");
  }

  @Test
  @DisplayName("a value that somebody gave is told from a default, though it is the same")
  void given() {
    String same = KnownSettings.KAFKA.defaultValue();
    assertThat(read(Map.of(), Map.of(), Map.of()).isGiven(KnownSettings.KAFKA)).isFalse();
    assertThat(read(Map.of("kafka", ""), Map.of(), Map.of()).isGiven(KnownSettings.KAFKA))
        .isFalse();
    assertThat(read(Map.of("kafka", same), Map.of(), Map.of()).isGiven(KnownSettings.KAFKA))
        .isTrue();
    assertThat(read(Map.of(), Map.of("ROUSE_KAFKA", same), Map.of()).isGiven(KnownSettings.KAFKA))
        .isTrue();
    assertThat(read(Map.of(), Map.of(), Map.of("kafka", same)).isGiven(KnownSettings.KAFKA))
        .isTrue();
  }

  @Test
  @DisplayName("an unknown setting names the nearest known one, in every layer")
  void unknown() {
    assertThatThrownBy(() -> read(Map.of("http.prot", "1"), Map.of(), Map.of()))
        .hasMessage("there is no setting http.prot; did you mean http.port?");
    assertThatThrownBy(() -> read(Map.of(), Map.of("ROUSE_HTTP_PROT", "1"), Map.of()))
        .hasMessageContaining("http.port");
    assertThatThrownBy(() -> read(Map.of(), Map.of(), Map.of("hots", "1")))
        .hasMessageContaining("did you mean host?");
  }

  @Test
  @DisplayName("a malformed value is refused with what it must be, and a secret is not repeated")
  void malformed() {
    assertThatThrownBy(() -> read(Map.of("http.port", "70000"), Map.of(), Map.of()))
        .hasMessageContaining("http.port must be a port, not '70000'");
    assertThatThrownBy(() -> read(Map.of("liveness.tick", "fast"), Map.of(), Map.of()))
        .hasMessageContaining("duration");
    assertThatThrownBy(() -> read(Map.of("liveness.adoption", "yes"), Map.of(), Map.of()))
        .hasMessageContaining("true or false");
  }

  @Test
  @DisplayName("kafka.* passes through, secrets come from files and are redacted")
  void kafkaAndSecrets() {
    Settings settings =
        read(
            Map.of("kafka", "a:1"),
            Map.of("ROUSE_KAFKA_SECURITY_PROTOCOL", "SSL", "ROUSE_HTTP_TOKEN_FILE", "/run/t"),
            Map.of("kafka.ssl.truststore.password", "hush", "kafka.ssl.keystore.key", "private"));
    assertThat(settings.kafkaClient())
        .containsEntry("bootstrap.servers", "a:1")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.truststore.password", "hush");
    assertThat(settings.text(KnownSettings.HTTP_TOKEN)).isEqualTo("from /run/t");
    assertThat(settings.printable().values()).doesNotContain("hush", "private", "from /run/t");
    assertThat(settings.printable()).containsEntry("http.token", "(secret)");
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.group.id, application.id",
    "kafka.main.consumer.auto.offset.reset, Remove it",
    "kafka.producer.transactional.id, application.id",
    "kafka.processing.guarantee, Remove it",
    "kafka.application.id, set application.id instead",
    "kafka.bootstrap.servers, set kafka",
    "kafka.value.serializer, formats are fixed"
  })
  @DisplayName("what Rouse says itself to Kafka's clients is refused by name, with what to do")
  void ownedByRouse(String name, String remedy) {
    assertThatThrownBy(() -> read(Map.of(), Map.of(), Map.of(name, "x")))
        .isInstanceOf(SettingError.class)
        .hasMessageContaining(name + " cannot be set")
        .hasMessageContaining(remedy);
  }

  @Test
  @DisplayName("what a container is given, and what belongs to scripts, is no unknown setting")
  void forOthers() {
    Settings settings =
        read(Map.of(), Map.of("ROUSE_SLOT", "1", "ROUSE_JAVA_HOME", "x", "PATH", "y"), Map.of());
    assertThat(settings.optional(KnownSettings.HOST)).isEmpty();
    assertThatThrownBy(() -> settings.text(KnownSettings.HOST)).hasMessageContaining("ROUSE_HOST");
  }

  @Property
  void durationsComeBack(@ForAll @LongRange(min = 0, max = 10_000_000_000L) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Test
  void durationsOfCompose() {
    assertThat(Durations.parse("1h5m30s20ms"))
        .isEqualTo(Duration.ofHours(1).plusMinutes(5).plusSeconds(30).plusMillis(20));
    assertThat(Durations.parse("2.5s")).isEqualTo(Duration.ofMillis(2500));
    assertThat(Durations.parse("1w2d")).isEqualTo(Duration.ofDays(9));
    assertThat(Durations.parse("0")).isZero();
    for (String bad : new String[] {"", "3", "s", "-1s", "1 s", "1y"}) {
      assertThatThrownBy(() -> Durations.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
