package rouse.executor.observer;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.observer.ObserverPatience.Verdict;

/** What each look at the ticks means for the container of an observer. */
public final class ObserverWatchdog {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverWatchdog.class);
  private final ObserverPatience patience;
  private final Supplier<ObserverSnapshot> observer;
  private final BiConsumer<Verdict, ContainerRun> outcome;
  private final LongSupplier nanos;

  /**
   * @param observer looks at its container
   * @param outcome told what each look leads to for the run that it saw
   * @param nanos a clock that nobody sets
   */
  public ObserverWatchdog(
      ObserverPatience patience,
      Supplier<ObserverSnapshot> observer,
      BiConsumer<Verdict, ContainerRun> outcome,
      LongSupplier nanos) {
    this.patience = patience;
    this.observer = observer;
    this.outcome = outcome;
    this.nanos = nanos;
  }

  /**
   * @param look empty when the broker did not answer
   */
  public void looked(Optional<TickProbe.Look> look) {
    // One of several observers may be starting; replacing another would not help it.
    boolean ticked = look.filter(TickProbe.Look::any).isPresent();
    ObserverSnapshot seen = observer.get();
    Verdict verdict = patience.judge(nanos.getAsLong(), look.isPresent(), ticked, seen);
    if (verdict == Verdict.STOPPED) {
      LOG.warn("the observer has stopped observing; it is replaced");
    }
    seen.run().ifPresent(run -> outcome.accept(verdict, run));
  }
}
