package rouse.it.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.status.IncidentView;
import rouse.it.DevProcess;
import rouse.it.TestEngine;

/** A guard at work, and a project that another tool has started. */
final class GuardStage implements AutoCloseable {
  private final TestEngine engine = new TestEngine();
  private final ComposeProject project;
  private final ComposeProject later;
  private final Path data;
  private final DevProcess guard;
  private final String other;
  private final String foundHung;

  /**
   * Returns when the guard looks after the service {@code other}.
   *
   * @param more arguments of the guard
   */
  GuardStage(String prefix, String... more) {
    try {
      String image = ComposeProject.image(engine);
      project = new ComposeProject(engine, prefix, image);
      later = new ComposeProject(engine, prefix + "-later", image);
      data = Files.createTempDirectory("guard-it").resolve("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    other = project.start("other");
    foundHung = project.start("found", ComposeProject.Service::checked);
    engine.freeze(foundHung);
    soon().until(() -> project.health(foundHung).equals("unhealthy"));
    guard = guard(data, more).start();
    awaitObserved("other", "alive");
  }

  /** A guard of the same projects; not yet started. */
  DevProcess guard(Path folder, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--project", project.name(), "--project", later.name()));
    arguments.addAll(List.of(more));
    return DevProcess.guard(folder, project.name(), arguments.toArray(String[]::new));
  }

  TestEngine engine() {
    return engine;
  }

  ComposeProject project() {
    return project;
  }

  /** One that was not there when the guard started. */
  ComposeProject later() {
    return later;
  }

  DevProcess guard() {
    return guard;
  }

  /** Hung, and unhealthy, before the guard started. */
  String foundHung() {
    return foundHung;
  }

  Path data() {
    return data;
  }

  static ConditionFactory soon() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }

  void awaitObserved(String service, String word) {
    soon().until(() -> guard.instance(service).observed().equals(word));
  }

  /** Until the guard knows that somebody stopped it. */
  void awaitHeld(String service) {
    soon().until(() -> guard.instance(service).desired().equals("held"));
  }

  /** The latest incident of a service, when all of its are over. */
  IncidentView awaitHealed(String service) throws IOException, InterruptedException {
    soon()
        .until(
            () ->
                !guard.incidents(service).isEmpty()
                    && guard.incidents(service).stream().allMatch(i -> i.closedAt() != null));
    return guard.incidents(service).getFirst();
  }

  /** Whatever was to be done about an earlier event was done before this one's. */
  void otherDiesAndIsBack() {
    Instant before = project.startOf(other);
    engine.crash(other);
    soon().until(() -> project.startOf(other).isAfter(before));
    awaitObserved("other", "alive");
  }

  @Override
  public void close() {
    guard.close();
    later.close();
    project.close();
    try {
      engine.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
