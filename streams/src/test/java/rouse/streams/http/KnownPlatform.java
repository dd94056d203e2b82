package rouse.streams.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.PlatformStatus.ScalingStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.ServerStatus;
import rouse.contracts.status.WhyNot;
import rouse.streams.query.NotReady;
import rouse.streams.query.PlatformReads;
import rouse.streams.query.SoleOwner;
import rouse.streams.query.Standbys;
import rouse.streams.query.UsageReads;

/** One platform with one module and one incident, as the decider would tell of it. */
public final class KnownPlatform implements PlatformReads, UsageReads {
  private static final Instant THEN = Instant.parse("2026-01-31T09:05:00Z");

  private final String name;
  private volatile boolean restoring;

  public KnownPlatform(String name) {
    this.name = name;
  }

  /** From now on it says that it cannot say. */
  void restores() {
    restoring = true;
  }

  private void mustBeOpen() {
    if (restoring) {
      throw new NotReady(name + " is being restored");
    }
  }

  /** Copies of it that nobody asks for. */
  Standbys copies() {
    return new Standbys(this, new SoleOwner("127.0.0.1:1"), null, partition -> Optional.of(0L));
  }

  public String incidentId() {
    return name + ".cart.1.2-kx";
  }

  public String commandId() {
    return "replace/" + name + "/cart/1/2";
  }

  private PlatformStatus status() {
    var instance =
        new InstanceStatus(
            name + "/cart/1",
            "running",
            "alive",
            true,
            THEN,
            2,
            "c0ffee",
            "172.18.0.3",
            null,
            null,
            null);
    var scaling = new ScalingStatus(null, null, null, 1, 6, null, null, null, null, null, null);
    var module =
        new ModuleStatus(
            "cart", "worker", 1, 1, "self", List.of(), List.of(instance), null, scaling, List.of());
    return new PlatformStatus(
        name,
        "alive",
        new ObserverStatus("restoring", null),
        THEN,
        List.of(module),
        List.of(),
        List.of(),
        List.of());
  }

  private IncidentView view() {
    return new IncidentView(incidentId(), name + "/cart/1", "died", THEN, null, null, 1, List.of());
  }

  @Override
  public ModuleUsage usage(String platform, String module, Instant from, Instant to) {
    var point = new ModuleUsage.Point(to, 1, 0.25, 5_000_000L, null);
    return new ModuleUsage(platform, module, from, to, List.of(point));
  }

  @Override
  public List<ServerStatus> servers(String platform, Instant now) {
    return List.of(new ServerStatus("host-a", "lb", "cart_1", "172.18.0.3:5000", "UP", 3, 0, now));
  }

  @Override
  public Platforms platforms() {
    mustBeOpen();
    return new Platforms(List.of(status()), List.of());
  }

  @Override
  public Optional<PlatformStatus> platform(String platform) {
    mustBeOpen();
    return Optional.of(status()).filter(s -> s.platform().equals(platform));
  }

  @Override
  public List<IncidentView> incidents(String platform) {
    mustBeOpen();
    return platform.equals(name) ? List.of(view()) : List.of();
  }

  @Override
  public Optional<IncidentView> incident(String id) {
    mustBeOpen();
    return Optional.of(view()).filter(v -> v.incidentId().equals(id));
  }

  @Override
  public Optional<CauseChain> why(String id) {
    mustBeOpen();
    return Optional.of(new CauseChain(id, true, List.of(), List.of()))
        .filter(chain -> id.equals(commandId()) || id.equals("fact-1#2"));
  }

  @Override
  public Optional<WhyNot> whyNot(InstanceId id) {
    mustBeOpen();
    return Optional.of(
            new WhyNot(
                id.toString(),
                THEN,
                "It is alive.",
                List.of(new WhyNot.Hold("alive", "It is alive.", null)),
                List.of()))
        .filter(answer -> id.platform().equals(name) && id.module().equals("cart"));
  }
}
