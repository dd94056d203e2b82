package rouse.executor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.settings.SettingError;
import rouse.executor.docker.engine.EngineException;
import rouse.http.Addresses;

@DisplayName("Who may report without a token")
class FaultyCallersTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<List<String>> networks =
      new AtomicReference<>(List.of("172.18.0.0/16", "fd00:1::/64"));

  private static InetAddress address(String text) {
    return Addresses.literal(text).orElseThrow();
  }

  private FaultyCallers callers(String setting) {
    return new FaultyCallers(setting, networks::get, nanos::get);
  }

  @ParameterizedTest
  @CsvSource({
    "172.18.0.9, true",
    "172.18.255.255, true",
    "172.19.0.1, false",
    "127.0.0.1, false",
    "fd00:1::7, true",
    "fd00:2::7, false",
    "10.1.2.3, true",
    "10.1.2.4, false"
  })
  @DisplayName("are the platform's networks and those that are named")
  void networks(String from, boolean may) {
    try (FaultyCallers callers = callers("platform, 10.1.2.3")) {
      assertThat(callers.test(address(from))).isEqualTo(may);
    }
  }

  @Test
  @DisplayName("are not the platform's networks unless that is said, and everybody where it is")
  void named() {
    try (FaultyCallers some = callers("10.0.0.0/8");
        FaultyCallers all = callers("0.0.0.0/0")) {
      assertThat(some.test(address("172.18.0.9"))).isFalse();
      assertThat(some.test(address("10.200.0.1"))).isTrue();
      assertThat(all.test(address("203.0.113.7"))).isTrue();
      assertThat(all.test(address("fd00:1::7"))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"everybody", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "300.0.0.1", "/"})
  @DisplayName("is an error that says what to write")
  void malformed(String setting) {
    assertThatThrownBy(() -> callers(setting).close())
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("faulty.from must be platform or networks such as 172.17.0.0/16");
  }

  @Test
  @DisplayName("is looked up again when a network was made anew, and stays when it cannot be")
  void anew() {
    try (FaultyCallers callers = callers("platform")) {
      networks.set(List.of("172.30.0.0/16"));
      assertThat(callers.test(address("172.30.0.9"))).isFalse();
      Awaitility.await()
          .until(
              () -> {
                nanos.addAndGet(Duration.ofSeconds(11).toNanos());
                return callers.test(address("172.30.0.9"));
              });
    }
    AtomicReference<List<String>> engine = new AtomicReference<>(List.of("172.18.0.0/16"));
    try (FaultyCallers callers =
        new FaultyCallers(
            "platform",
            () -> {
              if (engine.get() == null) {
                throw new EngineException(EngineException.Kind.UNREACHABLE, "gone", null);
              }
              return engine.get();
            },
            nanos::get)) {
      engine.set(null);
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      assertThat(callers.test(address("172.18.0.9"))).isTrue();
      assertThat(callers.test(address("172.18.0.9"))).isTrue();
    }
  }
}
