package rouse.executor.docker.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.docker.engine.Engine;

/**
 * Whether the engine that told of an event is on its way down, or gone. It stops every container
 * with the same events as {@code docker stop} does (measured on 20.10: kill with the stop signal,
 * die, stop), and goes on telling of them until the last has ended. But before the first it stops
 * to take calls; and one that was started since remembers no event of its predecessor. So a new
 * connection is asked for that very event.
 *
 * <p>The second half matters where the system holds the socket open for the engine (systemd does):
 * there a call to an engine that is away waits, and is answered by its successor.
 */
final class EngineShutdownDetector implements Predicate<EngineEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(EngineShutdownDetector.class);

  /** An engine that was only slow to answer is not called gone for longer than this. */
  private static final Duration HOLDS_FOR = Duration.ofSeconds(10);

  private final Engine engine;
  private final EventScope scope;
  private Optional<Long> saidAt = Optional.empty();

  EngineShutdownDetector(Engine engine, EventScope scope) {
    this.engine = engine;
    this.scope = scope;
  }

  /** Asks the engine, unless it has just not answered: many containers end with it. */
  @Override
  public boolean test(EngineEvent told) {
    boolean known = saidAt.filter(at -> System.nanoTime() - at < HOLDS_FOR.toNanos()).isPresent();
    if (!known && !EventStream.isRemembered(engine, scope, told)) {
      LOG.warn(
          "the Docker engine stops or has stopped: containers that ended with it are still wanted");
      saidAt = Optional.of(System.nanoTime());
      return true;
    }
    return known;
  }

  /** An engine answers again. */
  void over() {
    saidAt = Optional.empty();
  }
}
