package rouse.executor.bootstrap;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import rouse.contracts.event.Fact;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.Phase;

/**
 * What is said against an instance. Whatever fills its slot when it is to be replaced, and is not
 * what this was said of, is left alone.
 */
sealed interface Accusation {

  /** Whether it is true still, of what fills the slot now. */
  boolean holds(Inspection alive);

  /** Whether it may be acted on yet. */
  default boolean isTimely() {
    return true;
  }

  /** It has ended: what is alive is another, or was started again. */
  record Ended() implements Accusation {
    @Override
    public boolean holds(Inspection alive) {
      return false;
    }
  }

  /** Its health check fails. */
  record Unhealthy(long incarnation) implements Accusation {
    @Override
    public boolean holds(Inspection alive) {
      return alive.container().incarnation() == incarnation
          && alive.health().filter(Fact.Health.UNHEALTHY::equals).isPresent();
    }
  }

  /** It runs without doing its work, which Docker does not know. */
  record Idle(Run run) implements Accusation {
    @Override
    public boolean holds(Inspection alive) {
      // A pause is somebody's wish; what it does after that is judged anew.
      return alive.container().phase() != Phase.PAUSED && Run.of(alive).equals(run);
    }
  }

  /** It lives on while what it follows was replaced, {@link Dependents}. */
  record Outlived(Predicate<Inspection> outlives, BooleanSupplier timely) implements Accusation {
    @Override
    public boolean holds(Inspection alive) {
      return outlives.test(alive);
    }

    @Override
    public boolean isTimely() {
      return timely.getAsBoolean();
    }
  }
}
