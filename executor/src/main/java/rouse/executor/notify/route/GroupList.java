package rouse.executor.notify.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The groups of notifiers that the broker knows, asked for not more often than they change. */
public final class GroupList implements AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final long ANSWER_MS = 5_000;
  private final Admin admin;
  private final String prefix;
  private final InstantSource clock;
  private List<Routing.Known> last = List.of();
  private Instant asked = Instant.MIN;

  /**
   * @param prefix of the names of all groups of notifiers
   */
  public GroupList(Admin admin, String prefix, InstantSource clock) {
    this.admin = admin;
    this.prefix = prefix;
    this.clock = clock;
  }

  /**
   * @throws KafkaException when the broker does not answer
   */
  public synchronized List<Routing.Known> known() {
    Instant now = clock.instant();
    if (asked.isAfter(now.minus(FRESH))) {
      return last;
    }
    try {
      last =
          admin
              .listGroups(ListGroupsOptions.forConsumerGroups())
              .all()
              .get(ANSWER_MS, TimeUnit.MILLISECONDS)
              .stream()
              .flatMap(
                  listing ->
                      NotifyGroup.parse(prefix, listing.groupId()).stream()
                          .map(group -> new Routing.Known(group, runs(listing))))
              .toList();
      asked = now;
      return last;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("cannot list the groups of notifiers: " + e.getMessage(), e);
    }
  }

  private static boolean runs(GroupListing listing) {
    return listing
        .groupState()
        .map(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
        .orElse(true);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
