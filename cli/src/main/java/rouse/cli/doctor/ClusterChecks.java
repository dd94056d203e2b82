package rouse.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;

/** The cluster: whether it answers, has the topics as they must be, and how far they were read. */
final class ClusterChecks {
  private static final int PATIENCE_MS = 5_000;

  /** Of tens of thousands of records in a second: more than that is not a matter of a moment. */
  private static final long MOST_BEHIND = 20_000;

  private final Settings settings;
  private final boolean needed;
  private boolean answers;

  /**
   * @param settings with the address of the cluster that is meant
   * @param needed somebody works with it
   */
  ClusterChecks(Settings settings, boolean needed) {
    this.settings = settings;
    this.needed = needed || settings.isGiven(KnownSettings.KAFKA);
  }

  private Admin admin() {
    return KafkaClientFactory.of(settings).admin(Duration.ofMillis(PATIENCE_MS));
  }

  private static <T> T get(KafkaFuture<T> future) throws Exception {
    try {
      return future.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  Finding kafka() throws Exception {
    String address = settings.text(KnownSettings.KAFKA);
    try (Admin admin = admin()) {
      int nodes = get(admin.describeCluster().nodes()).size();
      answers = true;
      return Finding.ok("kafka", address + ", " + nodes + (nodes == 1 ? " broker" : " brokers"));
    } catch (TimeoutException | org.apache.kafka.common.errors.TimeoutException e) {
      return needed
          ? Finding.amiss(
              "kafka",
              "no broker answers at " + address,
              "start it, or name another with --kafka HOST:PORT")
          : Finding.skipped(
              "kafka", "none at " + address + ", and none was named; rouse dev brings its own");
    }
  }

  Finding topics() {
    if (!answers) {
      return Finding.skipped("topics", "no broker was asked");
    }
    Topics topics = Topics.from(settings);
    try (Admin admin = admin()) {
      List<String> differences = new TopicSetup(admin).differences(topics.all());
      return differences.isEmpty()
          ? Finding.ok("topics", topics.all().size() + " are as they must be")
          : Finding.amiss(
              "topics",
              String.join("; ", differences),
              "the streams app makes what is missing; change the others with kafka-configs.sh, or"
                  + " give Rouse names of its own with topic.prefix");
    }
  }

  Finding lag() throws Exception {
    if (!answers) {
      return Finding.skipped("lag", "no broker was asked");
    }
    String application = settings.text(KnownSettings.APPLICATION_ID);
    List<String> groups = List.of(application + "-liveness", application + "-decide");
    List<String> said = new ArrayList<>();
    List<String> nobody = new ArrayList<>();
    List<String> behind = new ArrayList<>();
    try (Admin admin = admin()) {
      for (String group : groups) {
        if (members(admin, group) == 0) {
          nobody.add(group);
        } else {
          long lag = lag(admin, group);
          (lag > MOST_BEHIND ? behind : said).add(group + " is " + lag + " records behind");
        }
      }
    }
    if (!nobody.isEmpty()) {
      return Finding.amiss(
          "lag",
          "nobody reads for " + String.join(", ", nobody),
          "start a streams app ('rouse streams' or 'rouse dev'); its log says why one stopped");
    }
    return behind.isEmpty()
        ? Finding.ok("lag", String.join(", ", said))
        : Finding.amiss(
            "lag",
            String.join(", ", behind),
            "start another streams app, or raise streams.threads; nobody is accused meanwhile");
  }

  private static int members(Admin admin, String group) throws Exception {
    try {
      ConsumerGroupDescription description =
          get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
      return description.members().size();
    } catch (org.apache.kafka.common.errors.GroupIdNotFoundException none) {
      return 0;
    }
  }

  private static long lag(Admin admin, String group) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> read =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        get(
            admin
                .listOffsets(
                    read.keySet().stream()
                        .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all());
    return read.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .mapToLong(e -> Math.max(0, ends.get(e.getKey()).offset() - e.getValue().offset()))
        .sum();
  }
}
