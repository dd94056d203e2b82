package rouse.contracts.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing and verifies those that are ours. */
public final class TopicSetup {
  private static final long TIMEOUT_S = 60;

  /** Settings of which more is as good; -1 is for ever. */
  private static final Set<String> AT_LEAST = Set.of("retention.ms", "max.message.bytes");

  private final Admin admin;

  public TopicSetup(Admin admin) {
    this.admin = admin;
  }

  /**
   * Creates what is missing, with the cluster's default replication, and verifies ours.
   *
   * @throws TopicMismatch when a topic of ours has other partitions or settings; a longer retention
   *     and room for larger records are taken as they are
   * @throws org.apache.kafka.common.errors.TimeoutException when the cluster does not answer within
   *     60 s; like every retriable exception it may pass, and all of this can be done again
   * @throws KafkaException when it refuses
   */
  public void ensure(Collection<Topic<?, ?>> topics) {
    Set<String> existing = get(admin.listTopics().names());
    List<Topic<?, ?>> missing = topics.stream().filter(t -> !existing.contains(t.name())).toList();
    missing.forEach(this::create);
    awaitVisible(missing);
    verify(topics.stream().filter(Topic::ours).toList());
  }

  /** A broker acknowledges a topic before it can describe it. */
  private void awaitVisible(List<Topic<?, ?>> created) {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
    while (!get(admin.listTopics().names())
        .containsAll(created.stream().map(Topic::name).toList())) {
      if (System.nanoTime() > giveUpAt) {
        throw new org.apache.kafka.common.errors.TimeoutException(
            "topics were created and did not appear: " + created);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private void create(Topic<?, ?> topic) {
    NewTopic wanted =
        new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
            .configs(topic.settings());
    try {
      get(admin.createTopics(List.of(wanted)).all());
    } catch (TopicExistsException e) {
      // Another of our processes was faster, which is as good; what it made is verified below.
      return;
    }
  }

  /**
   * What is not as it must be, one line each; changes nothing. Topics that are found as they are
   * need only be there.
   */
  public List<String> differences(Collection<Topic<?, ?>> topics) {
    Set<String> existing = get(admin.listTopics().names());
    List<String> differences = new ArrayList<>();
    topics.stream()
        .filter(topic -> !existing.contains(topic.name()))
        .forEach(topic -> differences.add("topic " + topic.name() + " is missing"));
    differences.addAll(
        compare(topics.stream().filter(t -> t.ours() && existing.contains(t.name())).toList()));
    return differences;
  }

  private void verify(List<Topic<?, ?>> topics) {
    List<String> differences = compare(topics);
    if (!differences.isEmpty()) {
      throw new TopicMismatch(
          differences.stream().collect(Collectors.joining("; "))
              + ". Change it with kafka-configs, or give Rouse other names with topic.prefix.");
    }
  }

  private List<String> compare(List<Topic<?, ?>> topics) {
    if (topics.isEmpty()) {
      return List.of();
    }
    List<String> names = topics.stream().map(Topic::name).toList();
    Map<String, TopicDescription> descriptions = get(admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> configs =
        get(admin.describeConfigs(names.stream().map(TopicSetup::resource).toList()).all());
    List<String> differences = new ArrayList<>();
    for (Topic<?, ?> topic : topics) {
      int partitions = descriptions.get(topic.name()).partitions().size();
      if (partitions != topic.partitions()) {
        differences.add(difference(topic, "partitions", topic.partitions(), partitions));
      }
      Config actual = configs.get(resource(topic.name()));
      topic
          .settings()
          .forEach(
              (name, wanted) -> {
                String found = actual.get(name) == null ? null : actual.get(name).value();
                if (!suffices(name, wanted, found)) {
                  differences.add(difference(topic, name, wanted, found));
                }
              });
    }
    return differences;
  }

  /** Who keeps more, or takes larger records, loses nothing. */
  private static boolean suffices(String name, String wanted, String found) {
    if (found == null || !AT_LEAST.contains(name)) {
      return wanted.equals(found);
    }
    long value = Long.parseLong(found);
    boolean unbounded = value < 0;
    return unbounded || value >= Long.parseLong(wanted);
  }

  private static String difference(Topic<?, ?> topic, String what, Object wanted, Object found) {
    return "topic " + topic.name() + " has " + what + " " + found + " and must have " + wanted;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "the cluster did not answer within " + TIMEOUT_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while asking for the topics", e);
    }
  }
}
