package rouse.executor.observer;

import java.time.Instant;
import java.util.Optional;
import rouse.executor.docker.Inspection;

/** One run of a container: started once more it is another, with nothing of the first held up. */
public record ContainerRun(String container, Optional<Instant> startedAt, long incarnation) {

  static ContainerRun of(Inspection now) {
    return new ContainerRun(now.container().id(), now.startedAt(), now.container().incarnation());
  }
}
