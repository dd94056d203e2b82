package rouse.executor.bootstrap;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.executor.log.Cluster;
import rouse.executor.log.ClusterAbsent;

/**
 * Deletes Rouse's own topics, those that its streams app keeps its state in, and what its groups
 * have read: of every platform that shares them. The topics of the original platform stay.
 */
public final class FreshTopics {
  private static final long LOOK_MS = 100;

  private FreshTopics() {}

  /**
   * Looks whether anybody is at work on them, on whatever host.
   *
   * @throws BootException while the streams app or an executor is
   * @throws ClusterAbsent when no broker answers
   */
  public static void requireIdle(Settings settings) throws InterruptedException {
    try (Admin admin = Cluster.admin(settings)) {
      groups(admin, settings.text(KnownSettings.APPLICATION_ID));
    } catch (ExecutionException | KafkaException e) {
      throw absent(settings, e);
    }
  }

  /**
   * Returns when they are gone; they are made anew by whoever starts next.
   *
   * @param say is told what was deleted
   * @throws BootException while the streams app or an executor is at work on them
   * @throws ClusterAbsent when no broker answers
   */
  public static void clear(Settings settings, Topics topics, Consumer<String> say)
      throws InterruptedException {
    String application = settings.text(KnownSettings.APPLICATION_ID);
    try (Admin admin = Cluster.admin(settings)) {
      Set<String> groups = groups(admin, application);
      Set<String> doomed = own(admin, topics, application);
      admin.deleteTopics(doomed).all().get();
      while (admin.listTopics().names().get().stream().anyMatch(doomed::contains)) {
        Thread.sleep(LOOK_MS);
      }
      admin.deleteConsumerGroups(groups).all().get();
      say.accept("topics of Rouse: " + doomed.size() + " deleted");
    } catch (ExecutionException | KafkaException e) {
      throw absent(settings, e);
    }
  }

  private static ClusterAbsent absent(Settings settings, Exception e) {
    return new ClusterAbsent(
        "Rouse's topics at "
            + settings.text(KnownSettings.KAFKA)
            + " cannot be cleared: "
            + (e.getCause() == null ? e : e.getCause()).getMessage()
            + ". Start the broker, or leave --fresh out.",
        e);
  }

  private static Set<String> own(Admin admin, Topics topics, String application)
      throws ExecutionException, InterruptedException {
    Set<String> names =
        topics.all().stream().filter(Topic::ours).map(Topic::name).collect(Collectors.toSet());
    Set<String> there = new HashSet<>(admin.listTopics().names().get());
    there.removeIf(name -> !names.contains(name) && !isState(name, application));
    return there;
  }

  private static boolean isState(String topic, String application) {
    return topic.startsWith(application + "-")
        && (topic.endsWith("-changelog") || topic.endsWith("-repartition"));
  }

  private static Set<String> groups(Admin admin, String application)
      throws ExecutionException, InterruptedException {
    Map<Boolean, List<GroupListing>> groups =
        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
            .filter(group -> group.groupId().startsWith(application + "-"))
            .collect(
                Collectors.partitioningBy(
                    group -> group.groupState().filter(GroupState.EMPTY::equals).isPresent()));
    if (!groups.get(false).isEmpty()) {
      throw new BootException(
          groups.get(false).getFirst().groupId()
              + " is at work on Rouse's topics. Stop the streams app and the other executors, start"
              + " this one with --fresh, and then them.");
    }
    return groups.get(true).stream().map(GroupListing::groupId).collect(Collectors.toSet());
  }
}
