package rouse.executor.guard;

import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;

/**
 * What ended while no guard looked, and of which the engine tells no more than the exit code. It
 * keeps few events, and health checks fill them in a minute. A code that a stop leaves behind is
 * taken for somebody's stop, since that is not to be undone: a death that is missed is seen in the
 * status. After a restart of the machine it was the machine that stopped all.
 */
final class AwayEnds implements UnaryOperator<Envelope<Fact>> {
  private static final Set<Integer> LEFT_BY_STOPS = Set.of(0, 130, 131, 137, 143);
  private final Predicate<String> isRestarting;
  private final boolean rebooted;
  private volatile boolean looking = true;

  /**
   * @param isRestarting whether a guard had ordered the restart of a container, by its id
   * @param rebooted the machine was started since the last guard looked
   */
  AwayEnds(Predicate<String> isRestarting, boolean rebooted) {
    this.isRestarting = isRestarting;
    this.rebooted = rebooted;
  }

  /** From now on every end is seen as it happens. */
  void over() {
    looking = false;
  }

  @Override
  public Envelope<Fact> apply(Envelope<Fact> told) {
    boolean inDoubt =
        looking
            && !rebooted
            && told.body() instanceof Fact.ContainerDied died
            && died.interrupted()
            && !died.oom()
            && LEFT_BY_STOPS.contains(died.exitCode())
            && !isRestarting.test(died.containerId());
    if (!inDoubt) {
      return told;
    }
    Fact.ContainerDied died = (Fact.ContainerDied) told.body();
    return Envelope.of(
        told.id().replaceFirst("^died/", "stopped/"),
        told.source(),
        told.time(),
        new Fact.ContainerStoppedByOperator(
            died.instance(), died.incarnation(), died.containerId(), died.host()));
  }
}
