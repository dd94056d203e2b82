package rouse.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import rouse.contracts.event.Json;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/**
 * The policy of another platform file over what was declared: how modules are watched, recovered
 * and scaled. What they are made of stays as it was recorded.
 */
public final class Policy implements UnaryOperator<PlatformSpec> {
  private static final List<String> FIELDS =
      List.of("heartbeat", "recovery", "scale", "restart", "dependsOn");
  private final PlatformSpec file;

  public Policy(PlatformSpec file) {
    this.file = file;
  }

  @Override
  public PlatformSpec apply(PlatformSpec recorded) {
    if (!recorded.name().equals(file.name())) {
      return recorded;
    }
    List<ModuleSpec> modules =
        recorded.modules().stream()
            .map(m -> file.module(m.name()).map(other -> with(m, other)).orElse(m))
            .toList();
    return new PlatformSpec(
        recorded.name(), modules, recorded.alertsTo(), recorded.rate(), recorded.brake());
  }

  private static ModuleSpec with(ModuleSpec recorded, ModuleSpec other) {
    ObjectNode merged = Json.MAPPER.valueToTree(recorded);
    ObjectNode policy = Json.MAPPER.valueToTree(other);
    FIELDS.forEach(field -> merged.set(field, policy.get(field)));
    try {
      return Json.MAPPER.treeToValue(merged, ModuleSpec.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is expected of an instance by this policy. */
  public Watch watch(String key, Watch recorded) {
    return heartbeat(key)
        .map(
            h ->
                new Watch(
                    recorded.incarnation(),
                    h.timeout(),
                    h.startup(),
                    recorded.platform(),
                    h.most()))
        .orElse(recorded);
  }

  /** The timeout of an instance; empty when the file says nothing of it. */
  public Optional<Duration> timeout(InstanceId id) {
    return heartbeat(id.toString()).map(HeartbeatPolicy::timeout);
  }

  private Optional<HeartbeatPolicy> heartbeat(String key) {
    try {
      InstanceId id = InstanceId.parse(key);
      return id.platform().equals(file.name())
          ? file.module(id.module()).map(ModuleSpec::heartbeat)
          : Optional.empty();
    } catch (IllegalArgumentException host) {
      return Optional.empty();
    }
  }
}
