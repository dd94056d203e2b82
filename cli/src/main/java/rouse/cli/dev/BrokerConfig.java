package rouse.cli.dev;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import rouse.cli.client.Endpoint;
import rouse.contracts.topic.Topics;

/** How the embedded broker is set: one node, quick to start, quiet when nothing happens. */
final class BrokerConfig {
  static final String CONTROLLER = "CONTROLLER";
  static final int NODE = 1;
  private static final int SEGMENT = 64 * 1024 * 1024;

  private BrokerConfig() {}

  /**
   * @param containers where containers reach it; with none it is for this machine alone
   */
  static Properties of(
      Path folder, Endpoint host, Optional<Endpoint> containers, Endpoint controller) {
    Properties config = new Properties();
    listeners(config, host, containers, controller);
    storage(config, folder);
    internalTopics(config);
    threads(config);
    memory(config);
    config.put("group.initial.rebalance.delay.ms", "0");
    // Modules may use topics of their own without creating them, as they are used to; Rouse's own
    // are kept from being made that way.
    config.put("auto.create.topics.enable", "true");
    config.put("create.topic.policy.class.name", ReserveOwnTopics.class.getName());
    config.put("socket.request.max.bytes", Integer.toString(4 * Topics.LARGEST_RECORD));
    return config;
  }

  private static void listeners(
      Properties config, Endpoint host, Optional<Endpoint> containers, Endpoint controller) {
    String inside = containers.map(c -> ",CONTAINERS://" + c).orElse("");
    config.put("process.roles", "broker,controller");
    config.put("node.id", Integer.toString(NODE));
    config.put("controller.listener.names", CONTROLLER);
    config.put("controller.quorum.voters", NODE + "@" + controller);
    config.put("listeners", "HOST://" + host + inside + "," + CONTROLLER + "://" + controller);
    config.put("advertised.listeners", "HOST://" + host + inside);
    config.put("inter.broker.listener.name", "HOST");
    config.put(
        "listener.security.protocol.map",
        "HOST:PLAINTEXT,CONTAINERS:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
  }

  private static void storage(Properties config, Path folder) {
    config.put("log.dirs", folder.toString());
    // After a kill the newest segment of each partition is read again: small ones start sooner.
    config.put("log.segment.bytes", Integer.toString(SEGMENT));
    config.put("log.index.size.max.bytes", Integer.toString(SEGMENT / 64));
    config.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024));
    config.put("log.cleaner.threads", "1");
    config.put("metadata.log.segment.bytes", Integer.toString(SEGMENT / 4));
  }

  private static void internalTopics(Properties config) {
    config.put("offsets.topic.replication.factor", "1");
    config.put("offsets.topic.num.partitions", "4");
    config.put("transaction.state.log.replication.factor", "1");
    config.put("transaction.state.log.min.isr", "1");
    config.put("transaction.state.log.num.partitions", "4");
    config.put("share.coordinator.state.topic.replication.factor", "1");
    config.put("share.coordinator.state.topic.min.isr", "1");
    config.put("share.coordinator.state.topic.num.partitions", "1");
  }

  private static void threads(Properties config) {
    config.put("num.network.threads", "2");
    config.put("listener.name.controller.num.network.threads", "1");
    config.put("num.io.threads", "2");
    config.put("background.threads", "2");
    config.put("num.recovery.threads.per.data.dir", "2");
    config.put("num.replica.alter.log.dirs.threads", "1");
    config.put("group.coordinator.threads", "1");
    config.put("share.coordinator.threads", "1");
    // A controller that is alone has nobody to tell twice a second that it is still there.
    config.put("metadata.max.idle.interval.ms", "0");
  }

  /** What the defaults hold for clients by the thousand. */
  private static void memory(Properties config) {
    // Answered requests are let go after a few, not after a thousand.
    config.put("fetch.purgatory.purge.interval.requests", "20");
    config.put("producer.purgatory.purge.interval.requests", "20");
    config.put("delete.records.purgatory.purge.interval.requests", "1");
    // Nobody looks at the broker through JMX.
    config.put("metric.reporters", "");
  }
}
