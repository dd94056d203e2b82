package rouse.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;

@DisplayName("The settings of liveness")
class LivenessSettingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"1s", "5s", "0s"})
  @DisplayName("refuse ticks so far apart that silence would never be found")
  void tooSlow(String tick) {
    assertThatThrownBy(() -> LivenessSettings.from(settings(tick)))
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("liveness.tick must be more than 0 and less than 1s");
  }

  @Test
  @DisplayName("take any tick below a second")
  void fine() {
    assertThat(LivenessSettings.from(settings("999ms")).tick()).isEqualTo(Duration.ofMillis(999));
  }

  private static Settings settings(String tick) {
    return SettingsReader.read(Map.of("liveness.tick", tick), Map.of(), Map.of(), name -> "");
  }
}
