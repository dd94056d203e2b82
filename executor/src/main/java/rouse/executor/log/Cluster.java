package rouse.executor.log;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.TopicSetup;

/** The Kafka cluster, as the executor needs it before it can begin. */
public final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final Duration ROUND = Duration.ofSeconds(5);
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
      try (Admin admin = admin(settings)) {
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

  /** An admin client that asks once and does not wait long. */
  public static Admin admin(Settings settings) {
    return KafkaClientFactory.of(settings).admin(ROUND);
  }
}
