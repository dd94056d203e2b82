package rouse.streams;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.topic.KafkaClientFactory;

/** Waits for a cluster that is not there yet, saying so once in ten seconds. */
final class BrokerWait {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);
  private static final Duration ROUND = Duration.ofSeconds(10);
  private final Map<String, Object> client;
  private final Duration patience;

  /**
   * @param client settings of every Kafka client
   */
  BrokerWait(Map<String, String> client, Duration patience) {
    this.client = Map.copyOf(client);
    this.patience = patience;
  }

  /**
   * A client of the cluster, once it has answered.
   *
   * @throws BrokerAbsent when it did not within the patience
   * @throws InterruptedException when the start was called off
   */
  Admin connect() throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Duration left = patience.minusNanos(System.nanoTime() - start);
      long roundMs = Math.clamp(left.toMillis(), 1, ROUND.toMillis());
      Admin admin = attempt(roundMs);
      if (admin != null) {
        return admin;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      Object servers = client.get("bootstrap.servers");
      if (waited.compareTo(patience) >= 0) {
        throw new BrokerAbsent(
            "no Kafka broker answers at %s after %d s: start it, or set kafka to where it is"
                .formatted(servers, waited.toSeconds()));
      }
      LOG.warn("waiting for a Kafka broker at {}: none for {} s", servers, waited.toSeconds());
    }
  }

  /** Null when nobody answered in this round. */
  private Admin attempt(long roundMs) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(roundMs);
    Admin admin;
    try {
      // A new client per round: a name that did not resolve is not resolved by an old one.
      admin = new KafkaClientFactory(client).admin();
    } catch (KafkaException e) {
      TimeUnit.NANOSECONDS.sleep(Math.max(0, end - System.nanoTime()));
      return null;
    }
    boolean answered = false;
    try {
      answered = answers(admin, (int) roundMs);
      return answered ? admin : null;
    } finally {
      if (!answered) {
        admin.close(Duration.ZERO);
      }
    }
  }

  private static boolean answers(Admin admin, int roundMs) throws InterruptedException {
    try {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(roundMs))
          .clusterId()
          .get(2L * roundMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      // It is there and will go on saying no.
      if (e.getCause() instanceof AuthenticationException no) {
        throw no;
      }
      if (e.getCause() instanceof AuthorizationException no) {
        throw no;
      }
      return false;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
