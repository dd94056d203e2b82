package rouse.executor.docker;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the engine that still speaks is on its way down. It then stops every container with the
 * same events as {@code docker stop} does (measured on 20.10: kill with the stop signal, die,
 * stop), and goes on telling of them until the last has ended. But before the first it stops to
 * take calls.
 */
final class Farewell implements BooleanSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
  private final Engine engine;
  private boolean underWay;

  Farewell(Engine engine) {
    this.engine = engine;
  }

  /** Asks the engine, until it has once not answered. */
  @Override
  public boolean getAsBoolean() {
    if (!underWay && !engine.takesCalls()) {
      LOG.warn("the Docker engine is stopping: what it stops now, nobody wanted stopped");
      underWay = true;
    }
    return underWay;
  }

  /** An engine answers again. */
  void over() {
    underWay = false;
  }
}
