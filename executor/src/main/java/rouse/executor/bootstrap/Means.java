package rouse.executor.bootstrap;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import rouse.contracts.platform.InstanceId;

/**
 * What an instance is kept alive with.
 *
 * @param observers whether a module is the streams app, of which its ticks tell more than Docker
 * @param notices told when a module cannot be kept alive, and when it is again
 * @param proof how long it must live then to count as recovered
 * @param nanos a clock that nobody sets
 */
record Means(
    Slots slots,
    Predicate<String> observers,
    Notices notices,
    Duration proof,
    LongSupplier nanos,
    Worker worker) {

  boolean isObserver(InstanceId instance) {
    return observers.test(instance.module());
  }

  long now() {
    return nanos.getAsLong();
  }
}
