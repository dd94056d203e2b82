package rouse.streams;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * What the two Kafka Streams applications are made from.
 *
 * @param applicationId prefix of both consumer groups
 * @param kafka what every client gets, {@code bootstrap.servers} among it
 * @param threads of each application
 * @param standbys copies of the decider's state in other instances
 * @param brokerPatience how long a start waits for the cluster to answer
 * @param advertised host:port at which other instances reach this one; empty: the bound address
 */
record StreamsSettings(
    String applicationId,
    Map<String, String> kafka,
    Path stateDir,
    int threads,
    int standbys,
    Duration commitInterval,
    Duration brokerPatience,
    String bind,
    Optional<String> advertised) {

  static StreamsSettings from(Settings settings) {
    return new StreamsSettings(
        settings.text(KnownSettings.APPLICATION_ID),
        settings.kafkaClient(),
        Path.of(settings.text(KnownSettings.STATE_DIR)),
        Math.max(1, settings.number(KnownSettings.STREAM_THREADS)),
        settings.number(KnownSettings.STREAM_STANDBYS),
        settings.duration(KnownSettings.COMMIT_INTERVAL),
        settings.duration(KnownSettings.BROKER_PATIENCE),
        settings.text(KnownSettings.HTTP_BIND),
        settings.optional(KnownSettings.HTTP_ADVERTISED));
  }

  /** The address other instances are told, once the port is known. */
  String address(int port) {
    return advertised.orElseGet(() -> reachableHost() + ":" + port);
  }

  /** A wildcard says where we listen and nothing about how we are reached. */
  private String reachableHost() {
    if (!bind.equals("0.0.0.0") && !bind.equals("::")) {
      return bind.contains(":") ? "[" + bind + "]" : bind;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
