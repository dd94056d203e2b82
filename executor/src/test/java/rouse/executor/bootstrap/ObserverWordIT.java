package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.command.Blueprints;
import rouse.executor.command.ContainerWork;
import rouse.executor.compose.PlatformFile;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;

@DisplayName("The observer is asked through the health check of its container, on a real engine")
class ObserverWordIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  @TempDir Path remembered;

  /** Counts down for some seconds, as the streams app's check prints it; fails then; is well. */
  private static final String CHECK =
      "n=$$(cat /n 2>/dev/null || echo 6); n=$$((n - 1)); echo $$n >/n;"
          + " [ $$n -gt 3 ] && { echo 'wget: server returned error: HTTP/1.1 503';"
          + " echo restoring, $$n records to go; exit 1; };"
          + " [ $$n -gt 0 ] && { echo not restoring; exit 1; };"
          + " exit 0";

  @Test
  @DisplayName(
      "it restores, then is unable, and at last is well; without a container it says nothing")
  void says() throws Exception {
    try (TestPlatform platform = new TestPlatform(Optional.empty())) {
      PlatformFile file =
          platform.file(
              TestPlatform.service(
                  "observer",
                  "exec sleep 3600",
                  "healthcheck: { test: [CMD-SHELL, \""
                      + CHECK
                      + "\"], interval: 1s, retries: 1 }"));
      DockerRuntime runtime = new DockerRuntime(platform.engine());
      var instance = platform.instance("observer");
      Blueprints blueprints =
          new Blueprints(() -> file, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
      try (ContainerWork work =
          new ContainerWork(runtime, blueprints, definition -> {}, id -> {})) {
        Slots slots = new EngineSlots(runtime, work, remembered);
        assertThat(ObserverLook.of(slots, instance))
            .isEqualTo(new ObserverLook(Optional.empty(), new ObserverWord.Well()));
        slots.fill(instance, 1, "test");
        List<ObserverWord> words = new ArrayList<>();
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> {
                  ObserverWord now = ObserverLook.of(slots, instance).word();
                  if (words.isEmpty() || !words.getLast().equals(now)) {
                    words.add(now);
                  }
                  return words.contains(new ObserverWord.Unable())
                      && now.equals(new ObserverWord.Well());
                });
        assertThat(words)
            .hasToString(
                "[Well[], Busy[restoring=Restoring[left=5]], Busy[restoring=Restoring[left=4]],"
                    + " Unable[], Well[]]");
      }
    }
  }
}
