package rouse.cli.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import rouse.cli.client.Endpoint;

/** A real broker whose clients must log in (SASL/PLAIN), and may do what its ACLs say. */
public final class SecuredBroker implements AutoCloseable {
  /** May do everything. */
  public static final String ADMIN = "admin";

  private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private final KafkaRaftServer server;
  private final Endpoint endpoint = Endpoint.free(Endpoint.LOOPBACK);

  /**
   * @param users each has its own name for a password
   */
  public SecuredBroker(Path folder, List<String> users) throws Exception {
    Endpoint controller = Endpoint.free(Endpoint.LOOPBACK);
    Properties config = BrokerConfig.of(folder, endpoint, Optional.empty(), controller);
    config.put(
        "listener.security.protocol.map",
        "HOST:SASL_PLAINTEXT," + BrokerConfig.CONTROLLER + ":PLAINTEXT");
    config.put("sasl.enabled.mechanisms", "PLAIN");
    config.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    String known =
        users.stream()
            .map(user -> " user_%s=\"%s\"".formatted(user, user))
            .collect(Collectors.joining());
    config.put(
        "listener.name.host.plain.sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\" user_%s=\"%s\"%s;"
            .formatted(LOGIN, ADMIN, ADMIN, ADMIN, ADMIN, known));
    config.put("authorizer.class.name", StandardAuthorizer.class.getName());
    // The controller's listener is the broker's own.
    config.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    config.put("auto.create.topics.enable", "false");
    EmbeddedBroker.format(folder);
    server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    server.startup();
  }

  /** Settings of every client of a user, each behind a prefix. */
  public Map<String, String> login(String user, String prefix) {
    return Map.of(
        prefix + "security.protocol",
        "SASL_PLAINTEXT",
        prefix + "sasl.mechanism",
        "PLAIN",
        prefix + "sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\";".formatted(LOGIN, user, user));
  }

  public String bootstrap() {
    return endpoint.toString();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
