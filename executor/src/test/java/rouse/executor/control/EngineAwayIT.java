package rouse.executor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.command.ContainerFactory;
import rouse.executor.command.ContainerOperations;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.OwnEngine;
import rouse.executor.docker.TestPlatform;
import rouse.executor.docker.engine.EngineException;

@DisplayName("The Docker engine is away from under the control plane")
class EngineAwayIT {
  /** Longer than five attempts with their pauses, shorter than the trial after them. */
  private static final Duration AWAY = Duration.ofSeconds(25);

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Settings SETTINGS =
      SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> "");
  private final List<String> told = new CopyOnWriteArrayList<>();
  @TempDir Path remembered;

  @Test
  @DisplayName("R38 its modules are back soon after the engine, and nobody was called")
  void isBack() throws Exception {
    try (OwnEngine engine = OwnEngine.start();
        TestPlatform platform = new TestPlatform(Optional.of(engine.address()))) {
      PlatformFile file = platform.file(service("broker"));
      DockerRuntime runtime = new DockerRuntime(platform.engine());
      try (ContainerOperations work = work(runtime, file);
          ControlPlaneHost host = new ControlPlaneHost(platform, runtime, remembered, told)) {
        host.start(() -> file, work);
        long before = running(runtime, platform, "broker").getFirst().incarnation();

        engine.stop();
        await().during(AWAY).atMost(AWAY.plus(SOON)).until(told::isEmpty);
        engine.startAgain();

        await().atMost(SOON).until(() -> running(runtime, platform, "broker").size() == 1);
        assertThat(running(runtime, platform, "broker").getFirst().incarnation())
            .isGreaterThan(before);
        assertThat(told).isEmpty();
      }
    }
  }

  @Test
  @DisplayName(
      "R38 what the engine stopped while no executor ran is back, what a person had stopped is not")
  void withoutExecutor() throws Exception {
    try (OwnEngine engine = OwnEngine.start();
        TestPlatform platform = new TestPlatform(Optional.of(engine.address()))) {
      PlatformFile file = platform.file(service("broker") + service("stopped"));
      DockerRuntime runtime = new DockerRuntime(platform.engine());
      try (ContainerOperations work = work(runtime, file)) {
        Path snapshot = remembered.resolve("control-plane.json");
        try (ControlPlaneHost host = new ControlPlaneHost(platform, runtime, remembered, told)) {
          host.start(() -> file, work);
          runtime.stop(
              running(runtime, platform, "stopped").getFirst().id(), Duration.ofSeconds(5));
          await().atMost(SOON).until(() -> Files.readString(snapshot).contains("HELD"));
        }
        engine.stop();
        engine.startAgain();
        // The connections of this client are those of the engine before, which a new process has
        // not.
        await()
            .ignoreException(EngineException.class)
            .until(() -> running(runtime, platform, "broker").isEmpty());

        try (ControlPlaneHost host = new ControlPlaneHost(platform, runtime, remembered, told)) {
          host.start(() -> file, work);
          assertThat(running(runtime, platform, "broker")).hasSize(1);
          assertThat(running(runtime, platform, "stopped")).isEmpty();
          assertThat(told).isEmpty();
        }
      }
    }
  }

  private static String service(String module) {
    return TestPlatform.service(
        module,
        "trap 'exit 0' TERM; while true; do sleep 0.1; done",
        "x-rouse: { supervised-by: executor }");
  }

  private static ContainerOperations work(DockerRuntime runtime, PlatformFile file) {
    return new ContainerOperations(
        runtime,
        new ContainerFactory(() -> file, SETTINGS),
        definition -> {},
        id -> {},
        Runnable::run);
  }

  private static List<ManagedContainer> running(
      DockerRuntime runtime, TestPlatform platform, String module) {
    return runtime.list(platform.instance(module)).stream()
        .filter(container -> container.phase().alive())
        .toList();
  }
}
