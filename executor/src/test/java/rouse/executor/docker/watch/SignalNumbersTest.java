package rouse.executor.docker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "SIGTERM, 15",
    "quit, 3",
    "SIGRTMIN+3, 37",
    "SIGRTMAX-1, 63",
    "28, 28",
    "'', 15",
    ", 15",
    "SIGWHATEVER, 15"
  })
  void numbers(String name, int number) {
    assertThat(SignalNumbers.number(name)).isEqualTo(number);
  }
}
