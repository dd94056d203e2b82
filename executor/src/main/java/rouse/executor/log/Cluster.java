package rouse.executor.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.TopicSetup;

/** The Kafka cluster, as the executor needs it before it can begin. */
public final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final int ROUND_MS = 5_000;
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private Cluster() {}

  /**
   * Waits until the cluster answers, and sees to the topics.
   *
   * @param wanted those that have to be there
   * @throws ClusterAbsent when it does not answer within {@code kafka.patience}
   * @throws rouse.contracts.topic.TopicMismatch when a topic of ours has other settings
   */
  public static void prepare(Settings settings, Collection<Topic<?, ?>> wanted)
      throws InterruptedException {
    Duration patience = settings.duration(KnownSettings.BROKER_PATIENCE);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try (Admin admin = Admin.create(config(settings))) {
        new TopicSetup(admin).ensure(wanted);
        return;
      } catch (AuthenticationException | AuthorizationException no) {
        throw no;
      } catch (KafkaException e) {
        if (System.nanoTime() > end) {
          throw new ClusterAbsent(
              "no Kafka broker answers at "
                  + settings.text(KnownSettings.KAFKA)
                  + " after "
                  + patience.toSeconds()
                  + " s ("
                  + e.getMessage()
                  + "). Start it, or set kafka to where it is.",
              e);
        }
        LOG.info("waiting for a Kafka broker at {}", settings.text(KnownSettings.KAFKA));
        Thread.sleep(BETWEEN);
      }
    }
  }

  /** For an admin client that asks once and does not wait long. */
  public static Map<String, Object> config(Settings settings) {
    Map<String, Object> config = new HashMap<>(settings.kafkaClient());
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, ROUND_MS);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ROUND_MS);
    return config;
  }
}
