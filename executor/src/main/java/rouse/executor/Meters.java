package rouse.executor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;

/** What the executor counts. */
public final class Meters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  public void running(Supplier<? extends Collection<?>> running) {
    Gauge.builder("rouse.containers.running", () -> running.get().size())
        .description("containers of the platform that run")
        .register(registry);
  }

  public void seen(Envelope<Fact> fact) {
    Counter.builder("rouse.facts")
        .description("facts about containers, by type")
        .tag("type", fact.body().getClass().getSimpleName())
        .register(registry)
        .increment();
  }

  public void synced() {
    Counter.builder("rouse.docker.resyncs")
        .description("comparisons with all that is there")
        .register(registry)
        .increment();
  }

  /** Counts and times what carries commands out. */
  public Function<Envelope<Command>, Envelope<Fact>> timed(
      Function<Envelope<Command>, Envelope<Fact>> execution) {
    AtomicInteger inflight = new AtomicInteger();
    Gauge.builder("rouse.commands.inflight", inflight, AtomicInteger::get)
        .description("commands that are being carried out")
        .register(registry);
    return command -> {
      Timer.Sample sample = Timer.start(registry);
      inflight.incrementAndGet();
      Envelope<Fact> outcome;
      try {
        outcome = execution.apply(command);
      } finally {
        inflight.decrementAndGet();
      }
      sample.stop(
          Timer.builder("rouse.commands")
              .description("commands carried out, by verb and outcome")
              .tag("verb", command.body().getClass().getSimpleName())
              .tag("outcome", outcome(outcome.body()))
              .register(registry));
      return outcome;
    };
  }

  private static String outcome(Fact fact) {
    return fact instanceof Fact.CommandSucceeded succeeded ? succeeded.result() : "failed";
  }

  @Override
  public void close() {
    registry.close();
  }
}
