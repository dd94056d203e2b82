package rouse.executor.compose;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import rouse.contracts.platform.BalancePolicy;
import rouse.contracts.platform.BrakePolicy;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec.Kind;
import rouse.contracts.platform.ModuleSpec.Supervisor;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.contracts.platform.RecoveryRate;
import rouse.contracts.platform.ScalePolicy;
import rouse.executor.compose.model.ClearSpec;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** Rouse's own settings: {@code x-rouse} at the top and in a service. */
public final class RouseReader {
  public static final String KEY = "x-rouse";

  /**
   * What a service's {@code x-rouse} says; kind is empty when it does not.
   *
   * @param job it ends, and exit code 0 means that its work is done
   */
  record Module(
      Optional<Kind> kind,
      boolean job,
      Optional<String> host,
      HeartbeatPolicy heartbeat,
      RecoveryPolicy recovery,
      Optional<ScalePolicy> scale,
      Optional<BalancePolicy> balance,
      Supervisor supervisedBy) {}

  private RouseReader() {}

  static Optional<ClearSpec> clear(Section root) {
    Section mongodb = root.at(KEY, "clear", "mongodb");
    Optional<String> uri = mongodb.text("uri");
    Optional<String> database = mongodb.text("database");
    List<String> collections = mongodb.at("collections").texts();
    return uri.isPresent() && database.isPresent()
        ? Optional.of(new ClearSpec(uri.get(), database.get(), collections))
        : Optional.empty();
  }

  /** Whether a service is the streams app. */
  static boolean observes(Section service) {
    return service.at(KEY).flag("observes");
  }

  static List<String> alertsTo(Section root) {
    return root.at(KEY, "notify").texts();
  }

  /** Null: not said, and the default counts. */
  static BrakePolicy brake(Section root) {
    Section brake = root.at(KEY, "brake");
    return brake.present()
        ? valid(
                brake,
                () ->
                    new BrakePolicy(
                        !brake.at("enabled").flag().orElse(true),
                        (int) brake.at("share").integer().orElse(0),
                        (int) brake.at("least").integer().orElse(0),
                        brake.at("within").duration().orElse(null),
                        brake.at("probe").duration().orElse(null)))
            .orElse(null)
        : null;
  }

  /** Null: not said, and the default counts. */
  static RecoveryRate rate(Section root) {
    Section rate = root.at(KEY, "rate");
    return rate.present()
        ? valid(
                rate,
                () ->
                    new RecoveryRate(
                        (int) rate.at("burst").integer().orElse(0),
                        rate.at("every").duration().orElse(null)))
            .orElse(null)
        : null;
  }

  static Module module(Section service) {
    Section rouse = service.at(KEY);
    return new Module(
        rouse
            .text("kind")
            .filter(k -> !k.equals("job"))
            .map(k -> k.equals("worker") ? Kind.WORKER : Kind.MODULE),
        rouse.text("kind").filter("job"::equals).isPresent(),
        rouse.text("host"),
        valid(rouse.at("heartbeat"), () -> heartbeat(rouse.at("heartbeat")))
            .orElse(HeartbeatPolicy.DEFAULT),
        valid(rouse.at("recovery"), () -> recovery(rouse.at("recovery")))
            .orElse(RecoveryPolicy.DEFAULT),
        ScaleReader.read(rouse.at("scale")),
        BalanceReader.policy(rouse.at("balance")),
        rouse.text("supervised-by").filter("executor"::equals).isPresent()
            ? Supervisor.EXECUTOR
            : Supervisor.DECIDER);
  }

  private static HeartbeatPolicy heartbeat(Section heartbeat) {
    boolean self = heartbeat.text("source").filter("self"::equals).isPresent();
    HeartbeatPolicy.Source source =
        self ? HeartbeatPolicy.Source.SELF : HeartbeatPolicy.Source.DOCKER;
    Duration startup = heartbeat.at("startup").duration().orElse(null);
    if (heartbeat.text("timeout").filter("adaptive"::equals).isEmpty()) {
      return new HeartbeatPolicy(source, heartbeat.at("timeout").duration().orElse(null), startup);
    }
    Duration least = heartbeat.at("least").duration().orElse(HeartbeatPolicy.DEFAULT_LEAST);
    Duration most = heartbeat.at("most").duration().orElse(HeartbeatPolicy.DEFAULT_MOST);
    if (least.compareTo(most) > 0) {
      throw new IllegalArgumentException("an adapting timeout must not have least above most");
    }
    return new HeartbeatPolicy(source, least, startup, most);
  }

  private static RecoveryPolicy recovery(Section recovery) {
    boolean inPlace = recovery.text("method").filter("restart"::equals).isPresent();
    boolean dependents = recovery.text("strategy").filter("dependents"::equals).isPresent();
    return new RecoveryPolicy(
        dependents ? RecoveryPolicy.Strategy.DEPENDENTS : RecoveryPolicy.Strategy.ONE,
        (int) recovery.at("attempts").integer().orElse(RecoveryPolicy.DEFAULT.attempts()),
        recovery.at("within").duration().orElse(null),
        recovery.at("trial").duration().orElse(null),
        inPlace ? RecoveryPolicy.Method.RESTART : null);
  }

  private static <T> Optional<T> valid(Section section, Supplier<T> policy) {
    try {
      return Optional.of(policy.get());
    } catch (IllegalArgumentException e) {
      section.error(MessageText.clean(e.getMessage()), "Correct the numbers.");
      return Optional.empty();
    }
  }
}
