package rouse.contracts.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What each part must be allowed at the broker, and no more. Signatures keep forged facts and
 * commands from being acted on; these keep them, and beats for others, from being written at all.
 */
public final class TopicAccess {
  private final Topics topics;
  private final String application;

  /** Who connects to the brokers. */
  public enum Role {
    /** A module that beats through Kafka, or asks for actions. */
    MODULE("a module: beats and action requests"),
    STREAMS("the streams app"),
    EXECUTOR("an executor"),
    /** Who takes platforms down while no executor runs, and replays. */
    OPERATOR("a person with the `rouse` command: `down` without an executor, `replay`");

    private final String meaning;

    Role(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }

  /**
   * @param application the {@code application.id} of the cluster
   */
  public TopicAccess(Topics topics, String application) {
    this.topics = topics;
    this.application = application;
  }

  /**
   * What a role needs.
   *
   * @param principal such as {@code User:rouse-streams}
   */
  public List<AclBinding> of(Role role, String principal) {
    Rules rules = new Rules(principal);
    switch (role) {
      case MODULE ->
          rules.topics(
              List.of(
                  topics.heartbeats(),
                  topics.originalHeartbeats(),
                  topics.originalHeartbeatsOfReport(),
                  topics.actionRequests()),
              AclOperation.WRITE);
      case STREAMS -> streams(rules);
      case EXECUTOR -> executor(rules);
      case OPERATOR -> {
        rules.topics(List.of(topics.facts()), AclOperation.WRITE);
        rules.topics(
            List.of(topics.facts(), topics.decisions(), topics.heartbeats()), AclOperation.READ);
      }
    }
    return rules.all;
  }

  private void streams(Rules rules) {
    preparing(rules);
    rules.topics(topics.all(), AclOperation.READ);
    rules.topics(
        Stream.concat(topics.all().stream(), topics.onDemand().stream())
            .filter(topic -> !isOf(topic, topics.deliveries()))
            .filter(topic -> !isOf(topic, topics.usage()))
            .filter(topic -> !isOf(topic, topics.actionRequests()))
            .toList(),
        AclOperation.WRITE);
    for (String part : List.of("-liveness", "-decide")) {
      String prefix = application + part;
      rules.prefixed(
          ResourceType.TOPIC,
          prefix + "-",
          AclOperation.READ,
          AclOperation.WRITE,
          AclOperation.CREATE,
          AclOperation.DESCRIBE_CONFIGS);
      rules.prefixed(ResourceType.GROUP, prefix, AclOperation.READ);
      rules.prefixed(ResourceType.TRANSACTIONAL_ID, prefix, AclOperation.WRITE);
    }
  }

  private void executor(Rules rules) {
    preparing(rules);
    rules.topics(
        List.of(
            topics.heartbeats(),
            topics.facts(),
            topics.decisions(),
            topics.commands(),
            topics.notifications(),
            topics.deliveries(),
            topics.loadBalancer()),
        AclOperation.READ);
    rules.topics(
        List.of(
            topics.heartbeats(),
            topics.facts(),
            topics.notifications(),
            topics.deliveries(),
            topics.usage(),
            topics.deadLetters()),
        AclOperation.WRITE);
    for (String group : List.of("-executor-", "-identity-", "-notify", "-faulty")) {
      rules.prefixed(ResourceType.GROUP, application + group, AclOperation.READ);
    }
  }

  /** Each start sees to the topics: creates those that are missing, verifies the others. */
  private void preparing(Rules rules) {
    List<Topic<?, ?>> all =
        Stream.concat(topics.all().stream(), topics.onDemand().stream()).toList();
    rules.topics(all, AclOperation.CREATE);
    rules.topics(all, AclOperation.DESCRIBE);
    rules.topics(all, AclOperation.DESCRIBE_CONFIGS);
  }

  private static boolean isOf(Topic<?, ?> topic, Topic<?, ?> other) {
    return topic.name().equals(other.name());
  }

  /** One principal's, as they are gathered. */
  private static final class Rules {
    private final List<AclBinding> all = new ArrayList<>();
    private final String principal;

    Rules(String principal) {
      this.principal = principal;
    }

    void topics(Collection<? extends Topic<?, ?>> which, AclOperation operation) {
      which.forEach(topic -> add(ResourceType.TOPIC, topic.name(), PatternType.LITERAL, operation));
    }

    void prefixed(ResourceType type, String prefix, AclOperation... operations) {
      for (AclOperation operation : operations) {
        add(type, prefix, PatternType.PREFIXED, operation);
      }
    }

    private void add(ResourceType type, String name, PatternType pattern, AclOperation operation) {
      all.add(
          new AclBinding(
              new ResourcePattern(type, name, pattern),
              new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
    }
  }
}
