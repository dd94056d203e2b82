package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.Phase;

@DisplayName("That somebody stopped a container of the control plane")
class StopsTest {
  private static final InstanceId KAFKA = InstanceId.parse("p/kafka/1");
  private static final Instant RUN = Instant.parse("2026-01-31T09:05:00.123456789Z");
  @TempDir Path folder;

  private static Inspection ended(String container, Instant run) {
    return new Inspection(
        new ManagedContainer(
            container,
            KAFKA.containerName(),
            KAFKA,
            1,
            Optional.empty(),
            Optional.empty(),
            Phase.ENDED,
            Optional.empty()),
        Optional.ofNullable(run),
        Optional.of(RUN.plusSeconds(60)),
        143,
        false,
        Optional.empty(),
        Optional.empty(),
        "",
        15);
  }

  private static Envelope<Fact> envelope(Inspection of, Fact fact) {
    return Envelope.of(of.stopId().orElseThrow(), "/test", RUN.plusSeconds(60), fact);
  }

  private static Envelope<Fact> stopped(Inspection what) {
    String id = what.container().id();
    return envelope(what, new Fact.ContainerStoppedByOperator(KAFKA, 1, id, new HostId("here")));
  }

  @Test
  @DisplayName("is known to the next executor")
  void outlasts() {
    new Stops(folder).on(stopped(ended("c1", RUN)));
    assertThat(new Stops(folder).explains(ended("c1", RUN))).isTrue();
  }

  @Test
  @DisplayName("counts for that run of it alone")
  void otherRun() {
    Stops stops = new Stops(folder);
    stops.on(stopped(ended("c1", RUN)));
    assertThat(stops.explains(ended("c1", RUN.plusNanos(1)))).as("started since").isFalse();
    assertThat(stops.explains(ended("c2", RUN))).as("its successor").isFalse();
    assertThat(stops.explains(ended("c1", null))).as("never started").isFalse();
  }

  @Test
  @DisplayName("is what was said of it last")
  void last() {
    Stops stops = new Stops(folder);
    stops.on(stopped(ended("c1", RUN)));
    stops.on(stopped(ended("c2", RUN)));
    assertThat(stops.explains(ended("c1", RUN))).isFalse();
    assertThat(new Stops(folder).explains(ended("c2", RUN))).isTrue();
  }

  @Test
  @DisplayName("is not concluded from a death, or from nothing")
  void nothing() {
    Stops stops = new Stops(folder);
    Inspection dead = ended("c1", RUN);
    stops.on(
        envelope(dead, new Fact.ContainerDied(KAFKA, 1, "c1", 143, false, new HostId("here"))));
    assertThat(stops.explains(dead)).isFalse();
  }

  @Test
  @DisplayName("is forgotten with a file that cannot be read, and known in spite of one")
  void unreadable() throws IOException {
    new Stops(folder).on(stopped(ended("c1", RUN)));
    Files.writeString(folder.resolve("stopped.json"), "{\"p/kafka/1\":");
    assertThat(new Stops(folder).explains(ended("c1", RUN))).isFalse();

    Stops withoutFolder = new Stops(folder.resolve("stopped.json"));
    withoutFolder.on(stopped(ended("c1", RUN)));
    assertThat(withoutFolder.explains(ended("c1", RUN))).isTrue();
  }
}
