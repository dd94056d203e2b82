package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartPeriodTest {
  @TempDir Path folder;

  @ParameterizedTest
  @DisplayName("R22 a start period is part of the startup time, unless that is given or longer")
  @CsvSource(
      delimiter = '|',
      value = {
        // Docker's verdict is there after the start period and a test more than may fail.
        "start_period: 6m, interval: 10s, timeout: 5s, retries: 3 | | PT7M",
        "start_period: 6m, interval: 10s, timeout: 5s, retries: 3 | startup: 20s | PT20S",
        "start_period: 1s, interval: 1s, timeout: 1s, retries: 1 | | PT1M",
        "interval: 1m, timeout: 1m, retries: 5 | | PT1M",
      })
  void startup(String healthcheck, String heartbeat, Duration startup) throws IOException {
    String text =
        """
        name: slow
        services:
          app:
            image: x
            healthcheck: { test: [CMD, 'true'], %s }
            x-rouse: { heartbeat: { %s } }
        """
            .formatted(healthcheck, heartbeat == null ? "" : heartbeat);
    Path file = Files.writeString(folder.resolve("compose.yaml"), text);
    assertThat(
            ComposeReader.read(file, ComposeOptions.of(Map.of()))
                .orThrow()
                .spec()
                .module("app")
                .orElseThrow()
                .heartbeat()
                .startup())
        .isEqualTo(startup);
  }
}
