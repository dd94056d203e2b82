package rouse.streams.query;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.HostStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.core.why.Obstacles;
import rouse.streams.query.LivenessShare.Sign;
import rouse.streams.query.LivenessShare.Watch;

/** Puts what the observers heard into what the decider knows. */
final class LivenessMerge {
  private static final String WATCHING = "watching";
  private static final String BLIND = "blind";
  private static final String RESTORING = "restoring";

  private LivenessMerge() {}

  static PlatformStatus merge(PlatformStatus status, LivenessShare share) {
    return new PlatformStatus(
            status.platform(),
            status.phase(),
            observer(share.partitions().values()),
            newest(status, share),
            status.modules().stream().map(module -> merge(module, share)).toList(),
            status.attention(),
            status.hosts().stream().map(host -> merge(status.platform(), host, share)).toList(),
            status.missing())
        .withMissing(share.missing());
  }

  /** What is known of an instance besides what the decider knows. */
  static Obstacles.Sight sight(LivenessShare share, InstanceId id, Obstacles.HeldBy hold) {
    ObserverStatus observer = observer(share.partitions().values());
    return new Obstacles.Sight(
        newestTick(share), observer.state(), lastHeard(share, id.toString(), null), hold);
  }

  private static Instant newestTick(LivenessShare share) {
    return share.partitions().values().stream()
        .map(Watch::newestTick)
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** The observer is as well as the worst of its partitions. */
  private static ObserverStatus observer(Collection<Watch> partitions) {
    List<String> states = partitions.stream().map(Watch::state).toList();
    Instant oldest =
        partitions.stream()
            .map(Watch::newestTick)
            .filter(Objects::nonNull)
            .min(Instant::compareTo)
            .orElse(null);
    if (states.isEmpty() || states.contains(RESTORING)) {
      return new ObserverStatus(RESTORING, oldest);
    }
    return new ObserverStatus(states.contains(BLIND) ? BLIND : WATCHING, oldest);
  }

  private static Instant newest(PlatformStatus status, LivenessShare share) {
    return Stream.concat(Stream.ofNullable(status.at()), Stream.ofNullable(newestTick(share)))
        .max(Instant::compareTo)
        .orElse(null);
  }

  private static ModuleStatus merge(ModuleStatus module, LivenessShare share) {
    return module.withInstances(
        module.instances().stream().map(instance -> merge(instance, share)).toList());
  }

  private static InstanceStatus merge(InstanceStatus instance, LivenessShare share) {
    return new InstanceStatus(
        instance.instance(),
        instance.desired(),
        instance.observed(),
        instance.ready(),
        instance.since(),
        instance.incarnation(),
        instance.containerId(),
        instance.ip(),
        lastHeard(share, instance.instance(), instance.lastHeard()),
        instance.incident(),
        instance.reason());
  }

  private static HostStatus merge(String platform, HostStatus host, LivenessShare share) {
    String key = new ExecutorId(new HostId(host.host()), platform).heartbeatKey();
    return new HostStatus(host.host(), host.observed(), lastHeard(share, key, host.lastHeard()));
  }

  private static Instant lastHeard(LivenessShare share, String key, Instant known) {
    Sign sign = share.signs().get(key);
    return sign == null || sign.lastHeard() == null ? known : sign.lastHeard();
  }
}
