package rouse.cli.client;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import rouse.cli.CliError;
import rouse.cli.Errors;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/** Tells the decider something for which the status API has no call. */
public final class FactSender {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private final Settings settings;

  public FactSender(Settings settings) {
    this.settings = settings;
  }

  /**
   * Returns when the fact is acknowledged.
   *
   * @throws CliError when the cluster does not take it within 15 s
   */
  public void send(Fact fact) throws InterruptedException {
    Topic<String, Envelope<Fact>> facts = Topics.from(settings).facts();
    Envelope<Fact> envelope =
        Envelope.of(UUID.randomUUID().toString(), "/cli", Instant.now(), fact);
    try (var producer =
        KafkaClientFactory.of(settings)
            .producerWithin(
                PATIENCE,
                Duration.ZERO,
                "rouse-cli",
                facts.keySerde().serializer(),
                facts.valueSerde().serializer())) {
      producer
          .send(new ProducerRecord<>(facts.name(), fact.platform(), envelope))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CliError(
          "the cluster at " + settings.text(KnownSettings.KAFKA) + " takes nothing: " + reason(e),
          "see whether it runs, or name it with --kafka HOST:PORT",
          e);
    }
  }

  private static String reason(Exception e) {
    return Errors.oneLine(e.getCause() == null ? e : e.getCause());
  }
}
