package rouse.executor.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.Restoring;
import rouse.executor.command.ContainerFactory;
import rouse.executor.command.ContainerOperations;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;

@DisplayName("The observer is asked through the health check of its container, on a real engine")
class ProbeResultIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Prints what the streams app's check does when it is as the file says. */
  private static final String CHECK =
      "n=$$(cat /n 2>/dev/null || echo well); case $$n in"
          + " well) exit 0;;"
          + " unable) echo not restoring;;"
          + " *) echo 'wget: server returned error: HTTP/1.1 503';"
          + " echo restoring, $$n records to go;;"
          + " esac; exit 1";

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
      ContainerFactory blueprints =
          new ContainerFactory(
              () -> file, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
      try (ContainerOperations work =
          new ContainerOperations(runtime, blueprints, definition -> {}, id -> {}, Runnable::run)) {
        assertThat(ObserverSnapshot.of(runtime, instance))
            .isEqualTo(new ObserverSnapshot(Optional.empty(), new ProbeResult.Well()));
        work.ensureRunning(instance, 1, "test");
        String id = runtime.list(instance).getFirst().id();
        List<ProbeResult> words = new ArrayList<>();
        awaitWord(runtime, instance, words, new ProbeResult.Well());
        for (String left : List.of("5", "4")) {
          become(platform, id, left);
          var busy = new ProbeResult.Busy(new Restoring(Long.parseLong(left)));
          awaitWord(runtime, instance, words, busy);
        }
        become(platform, id, "unable");
        awaitWord(runtime, instance, words, new ProbeResult.Unable());
        become(platform, id, "well");
        awaitWord(runtime, instance, words, new ProbeResult.Well());
        assertThat(words)
            .hasToString(
                "[Well[], Busy[restoring=Restoring[left=5]], Busy[restoring=Restoring[left=4]],"
                    + " Unable[], Well[]]");
      }
    }
  }

  private static void become(TestPlatform platform, String id, String now) {
    platform.execute(id, "/bin/sh", "-c", "echo " + now + " >/next; mv /next /n");
  }

  /** Waits until it says this, and notes whatever it says until then. */
  private static void awaitWord(
      ContainerRuntime runtime, InstanceId instance, List<ProbeResult> words, ProbeResult word) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              ProbeResult now = ObserverSnapshot.of(runtime, instance).word();
              if (words.isEmpty() || !words.getLast().equals(now)) {
                words.add(now);
              }
              return now.equals(word);
            });
  }
}
