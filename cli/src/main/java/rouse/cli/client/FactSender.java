package rouse.cli.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import rouse.cli.CliError;
import rouse.cli.Errors;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/** Tells the decider something for which the status API has no call. */
public final class FactSender {
  private static final int PATIENCE_MS = 15_000;
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
    Map<String, Object> client = new HashMap<>(settings.kafkaClient());
    client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
    client.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    Envelope<Fact> envelope =
        Envelope.of(UUID.randomUUID().toString(), "/cli", Instant.now(), fact);
    try (var producer =
        new KafkaProducer<>(
            client, facts.keySerde().serializer(), facts.valueSerde().serializer())) {
      producer
          .send(new ProducerRecord<>(facts.name(), fact.platform(), envelope))
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
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
