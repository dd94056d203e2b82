package rouse.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import rouse.cli.client.StatusClient;
import rouse.cli.terminal.MissingPartitions;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.HostStatus;
import rouse.contracts.status.Platforms;

/** What the streams app says: whether it answers, judges, and hears the executors. */
final class PlatformChecks {
  private static final String WATCHING = "watching";
  private final Settings settings;
  private final boolean needed;
  private Optional<Platforms> known = Optional.empty();
  private Instant asked = Instant.EPOCH;

  /**
   * @param needed a dev works here
   */
  PlatformChecks(Settings settings, boolean needed) {
    this.settings = settings;
    this.needed = needed || settings.optional(KnownSettings.API).isPresent();
  }

  Finding api() {
    try {
      Platforms all = StatusClient.of(settings).platforms();
      asked = Instant.now();
      known = Optional.of(all);
      if (!all.missing().isEmpty()) {
        return Finding.amiss(
            "status api",
            MissingPartitions.text(all.missing()),
            "see to the streams apps named there");
      }
      int count = all.platforms().size();
      return Finding.ok("status api", count + (count == 1 ? " platform" : " platforms"));
    } catch (StatusClient.Unreachable e) {
      return needed
          ? Finding.of("status api", e)
          : Finding.skipped("status api", "none runs here; 'rouse dev -f FILE' starts one");
    }
  }

  private List<PlatformStatus> platforms() {
    return known.map(Platforms::platforms).orElseGet(List::of);
  }

  Finding observer() {
    List<String> others =
        platforms().stream()
            .filter(p -> !p.observer().state().equals(WATCHING))
            .map(p -> p.platform() + ": " + p.observer().state())
            .toList();
    if (platforms().isEmpty()) {
      return Finding.skipped("observer", "no platform was asked for");
    }
    return others.isEmpty()
        ? Finding.ok("observer", "watching")
        : Finding.amiss(
            "observer",
            String.join(", ", others),
            "silence is not judged meanwhile; /readyz of the streams app says what it waits for");
  }

  /** The newest tick of a platform that is watched is a fraction of a second old. */
  Finding clock() {
    return platforms().stream()
        .filter(p -> p.observer().state().equals(WATCHING) && p.at() != null)
        .map(PlatformStatus::at)
        .max(Instant::compareTo)
        .map(at -> Clocks.judge("broker clock", "the broker's", Duration.between(asked, at)))
        .orElseGet(() -> Finding.skipped("broker clock", "no platform is watched now"));
  }

  Finding executors() {
    List<HostStatus> hosts = platforms().stream().flatMap(p -> p.hosts().stream()).toList();
    List<String> silent =
        hosts.stream()
            .filter(host -> !"alive".equals(host.observed()))
            .map(host -> host.host() + " is " + host.observed())
            .toList();
    if (hosts.isEmpty()) {
      return Finding.skipped("executors", "none was heard; without one nothing is restarted");
    }
    return silent.isEmpty()
        ? Finding.ok("executors", hosts.size() + (hosts.size() == 1 ? " is" : " are") + " heard")
        : Finding.amiss(
            "executors",
            String.join(", ", silent),
            "start it again on its host ('rouse executor -f FILE'); its log says why it stopped");
  }
}
