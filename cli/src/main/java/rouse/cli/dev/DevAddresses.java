package rouse.cli.dev;

import java.util.Optional;
import java.util.function.ToIntFunction;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.cli.client.Endpoint;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.compose.model.PlatformFile;

/**
 * Where dev listens. Modules that live hold these addresses, so they are chosen once and kept.
 *
 * @param broker for processes of this machine
 * @param containers of the broker for containers, at their network's gateway; empty when there is
 *     none
 * @param beats takes beats over HTTP, at the gateway as well
 */
record DevAddresses(Endpoint broker, Optional<Endpoint> containers, Optional<Endpoint> beats) {

  /**
   * @param last what an earlier dev of this folder wrote
   * @param gateway of the platform's network
   * @param needed whether modules live that know the addresses of before
   */
  static DevAddresses choose(Optional<DevState> last, Optional<String> gateway, boolean needed) {
    return new DevAddresses(
        choose(Endpoint.LOOPBACK, last, DevState::brokerPort, needed),
        gateway.map(g -> choose(g, last, DevState::containersPort, needed)),
        gateway.map(g -> choose(g, last, DevState::beatPort, needed)));
  }

  private static Endpoint choose(
      String host, Optional<DevState> last, ToIntFunction<DevState> port, boolean needed) {
    return last.map(state -> new Endpoint(host, port.applyAsInt(state)))
        .filter(before -> before.port() != 0 && (needed || before.isFree()))
        .orElseGet(() -> Endpoint.free(host));
  }

  /** The settings of the parts that run in dev. */
  Settings settings(Settings given, PlatformFile file, DataFolder data) {
    Settings settings =
        given
            .with(KnownSettings.KAFKA, broker.toString())
            .with(KnownSettings.KAFKA_FOR_CONTAINERS, containers.orElse(broker).toString())
            .with(KnownSettings.DEFAULT_PLATFORM, file.name());
    if (beats.isPresent()) {
      settings = settings.with(KnownSettings.BEAT_URL, "http://" + beats.get());
    }
    settings = data.signing(settings);
    return settings.optional(KnownSettings.BEAT_SECRET).isPresent()
        ? settings
        : settings.with(KnownSettings.BEAT_SECRET, data.beatSecret());
  }

  DevState state(PlatformFile file, String api, String faultTolerance) {
    return new DevState(
        file.name(),
        file.path().toString(),
        ProcessHandle.current().pid(),
        broker.port(),
        containers.map(Endpoint::port).orElse(0),
        beats.map(Endpoint::port).orElse(0),
        api,
        faultTolerance);
  }
}
