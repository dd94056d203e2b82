package rouse.streams.outlet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large a record each topic takes. It is asked for when a record is large enough for the answer
 * to matter, and again after a minute: topics of others are as found, and whoever raises a limit
 * should not have to start us anew.
 */
final class TopicLimits {
  /** Of a topic that cannot be asked about: the broker will say. */
  static final int UNKNOWN = Integer.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(TopicLimits.class);
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** The thread that asks does nothing else meanwhile. */
  private static final long PATIENCE_S = 5;

  private final Asked asked;
  private final LongSupplier nanoTime;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** Who knows the limit of a topic. */
  interface Asked {
    int limitOf(String topic) throws InterruptedException, ExecutionException, TimeoutException;
  }

  private record Known(int limit, long since) {}

  TopicLimits(Asked asked, LongSupplier nanoTime) {
    this.asked = asked;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks the cluster.
   *
   * @param admin of it; is not closed here
   */
  static TopicLimits of(Supplier<Admin> admin) {
    return new TopicLimits(topic -> ask(admin.get(), topic), System::nanoTime);
  }

  /** In bytes, of a batch. */
  int of(String topic) {
    long now = nanoTime.getAsLong();
    Known last = known.get(topic);
    if (last == null || now - last.since() > FRESH.toNanos()) {
      last = new Known(find(topic), now);
      known.put(topic, last);
    }
    return last.limit();
  }

  private int find(String topic) {
    try {
      return asked.limitOf(topic);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.warn("cannot find out how large a record {} takes: {}", topic, e.toString());
      return UNKNOWN;
    }
  }

  private static int ask(Admin admin, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        admin
            .describeConfigs(List.of(resource))
            .all()
            .get(PATIENCE_S, TimeUnit.SECONDS)
            .get(resource);
    return Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }
}
