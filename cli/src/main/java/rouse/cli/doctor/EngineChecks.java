package rouse.cli.doctor;

import com.github.dockerjava.api.model.Info;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.executor.balance.HaproxyProbe;
import rouse.executor.compose.model.HaproxyDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.Engine;

/** The Docker engine, and the load balancers that run in it. */
final class EngineChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private final Settings settings;
  private Optional<Info> info = Optional.empty();
  private Duration ahead = Duration.ZERO;

  EngineChecks(Settings settings) {
    this.settings = settings;
  }

  Finding docker() {
    try (Engine engine = Engine.connect(settings)) {
      Instant before = Instant.now();
      Info said = engine.call("ask how it is", PATIENCE, client -> client.infoCmd().exec());
      Instant after = Instant.now();
      info = Optional.of(said);
      Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
      ahead = Duration.between(middle, OffsetDateTime.parse(said.getSystemTime()).toInstant());
      return Finding.ok("docker", engine.address() + ", API " + engine.apiVersion());
    }
  }

  /** The engine's own folder, where images and volumes are; empty when it was not asked. */
  Optional<Path> folder() {
    return info.map(Info::getDockerRootDir).map(Path::of);
  }

  Finding clock() {
    return info.isEmpty()
        ? Finding.skipped("engine clock", "the engine does not answer")
        : Clocks.judge("engine clock", "the Docker engine's", ahead);
  }

  /** Each HAProxy of the platform file: whether its Runtime API answers and has the backend. */
  Finding balancers(Optional<PlatformFile> file) {
    List<HaproxyDefinition> wanted = file.map(PlatformFile::balancers).orElseGet(List::of);
    if (wanted.isEmpty()) {
      return Finding.skipped(
          "haproxy",
          file.isEmpty() ? "no platform file is known; name it with -f FILE" : "the file has none");
    }
    List<String> said = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    try (Engine engine = Engine.connect(settings)) {
      DockerRuntime runtime = new DockerRuntime(engine);
      for (HaproxyDefinition haproxy : wanted) {
        InstanceId instance = new InstanceId(file.get().name(), haproxy.module(), 1);
        Optional<String> ip =
            runtime.list(instance).stream()
                .map(ManagedContainer::ip)
                .flatMap(Optional::stream)
                .findFirst();
        try {
          said.add(haproxy.module() + ": " + HaproxyProbe.ask(haproxy, ip));
        } catch (java.io.IOException e) {
          wrong.add(haproxy.module() + ": " + e.getMessage());
        }
      }
    }
    return wrong.isEmpty()
        ? Finding.ok("haproxy", String.join(", ", said))
        : Finding.amiss(
            "haproxy",
            String.join(", ", wrong),
            "its configuration needs 'stats socket ipv4@0.0.0.0:9999 level admin' and the backend"
                + " that x-rouse.balance.haproxy names");
  }
}
