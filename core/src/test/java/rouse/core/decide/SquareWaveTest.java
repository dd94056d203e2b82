package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.SquareWave.MAX;
import static rouse.core.decide.SquareWave.MIN;
import static rouse.core.decide.SquareWave.STABILIZE;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquareWaveTest {
  @ParameterizedTest(name = "half a wave of {0} s")
  @ValueSource(ints = {10, 20, 30, 45, 60, 90, 115})
  @DisplayName("R48 a square wave causes no more than one retirement per stabilisation window")
  void wave(int halfSeconds) {
    SquareWave wave = SquareWave.run(halfSeconds);
    assertThat(wave.changes()).as("it follows the load at all").isNotEmpty();
    assertThat(wave.mostDownsInOneWindow()).as("%s", wave.changes()).isLessThanOrEqualTo(1);
    assertThat(wave.fewest()).isGreaterThanOrEqualTo(MIN);
    assertThat(wave.most()).isLessThanOrEqualTo(MAX);
    assertThat(wave.isHealthy()).isTrue();
    if (halfSeconds * 2 < STABILIZE.toSeconds()) {
      assertThat(wave.downs()).as("a high comes within every window").isEmpty();
    }
  }
}
