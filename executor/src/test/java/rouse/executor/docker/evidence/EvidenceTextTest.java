package rouse.executor.docker.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a container wrote last")
class EvidenceTextTest {
  private static SecretFilter filter(String... environment) {
    return SecretFilter.of(environment);
  }

  @Test
  @DisplayName("shows no value of a variable whose name looks like a secret")
  void secrets() {
    SecretFilter filter =
        filter("DB_PASSWORD=hunter22", "COLOUR=blue", "API_TOKEN=hunter22x", "KEY=ab");
    assertThat(filter.clean("hunter22x hunter22 blue ab")).isEqualTo("*** *** blue ab");
    assertThat(filter.clean("at postgres://me:pw1@db/x")).isEqualTo("at postgres://me:***@db/x");
  }

  @Test
  @DisplayName("steers no terminal")
  void control() {
    assertThat(filter().clean("\u001b[31mred\u001b[0m\r\na\u0000b\tc")).isEqualTo("red\na b\tc");
  }

  @Test
  @DisplayName("is bounded, whatever was written")
  void bounded() {
    LogTail tail = new LogTail();
    tail.add("first".getBytes(UTF_8));
    assertThat(tail.isTruncated()).isFalse();
    for (int i = 0; i < 40; i++) {
      tail.add("x".repeat(10_000).getBytes(UTF_8));
    }
    tail.add("last".getBytes(UTF_8));
    assertThat(tail.text()).hasSize(64 * 1024).endsWith("last");
    assertThat(tail.isTruncated()).isTrue();
  }
}
