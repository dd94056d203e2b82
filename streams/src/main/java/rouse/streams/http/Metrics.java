package rouse.streams.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Metrics in Prometheus' format. Kafka Streams has some hundreds per thread and task; what helps to
 * see whether Rouse keeps up is let through, so that their number hardly grows with that of the
 * partitions.
 */
public final class Metrics implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofMinutes(1);

  private static final List<String> KEPT =
      List.of(
          "rouse.",
          "jvm.memory.used",
          "jvm.memory.max",
          "jvm.gc.pause",
          "system.cpu",
          "process.cpu",
          "kafka.stream.liveness.",
          "kafka.stream.state",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.alive.stream.threads",
          "kafka.stream.thread.process.rate",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.commit.rate",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.poll.latency.avg",
          "kafka.stream.thread.punctuate.latency.avg",
          "kafka.stream.thread.task.created.total",
          "kafka.stream.task.dropped.records.total",
          "kafka.consumer.fetch.manager.records.lag.max",
          "kafka.consumer.coordinator.rebalance.total");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentLinkedDeque<Runnable> closers = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<Consumer<MeterRegistry>> beforeScrape =
      new ConcurrentLinkedDeque<>();
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("metrics").factory());

  public Metrics() {
    registry.config().meterFilter(keptOnly());
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
    closers.add(gc::close);
  }

  private static MeterFilter keptOnly() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        boolean kept =
            KEPT.stream()
                .anyMatch(
                    name ->
                        name.endsWith(".")
                            ? id.getName().startsWith(name)
                            : id.getName().equals(name));
        return kept ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
      }
    };
  }

  /** Where meters of our own go. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Shows an application's metrics under its name. */
  public void bind(String application, KafkaStreams streams) {
    var metrics =
        new KafkaStreamsMetrics(
            streams, Tags.of(Tag.of("application", application)), refresher, REFRESH);
    metrics.bindTo(registry);
    closers.add(metrics::close);
  }

  /** Is called before each scrape, to set what is only known by asking. */
  public void beforeScrape(Consumer<MeterRegistry> update) {
    beforeScrape.add(update);
  }

  /** All of it in Prometheus' text format. */
  public String scrape() {
    beforeScrape.forEach(update -> update.accept(registry));
    return registry.scrape();
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
    refresher.shutdownNow();
    registry.close();
  }
}
