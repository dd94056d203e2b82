package rouse.executor.compose;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import rouse.contracts.platform.UpdatePolicy;
import rouse.contracts.platform.UpdatePolicy.OnFailure;
import rouse.contracts.platform.UpdatePolicy.Order;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.NetworkingDefinition;
import rouse.executor.compose.yaml.Section;

/**
 * How the instances of a changed module are replaced: {@code x-rouse.update}, and for what it does
 * not say Compose's {@code deploy.update_config} and {@code deploy.rollback_config}.
 */
final class UpdateReader {
  private UpdateReader() {}

  /**
   * @param startup what a new container has until its first sign of life
   */
  static UpdatePolicy read(Section service, ContainerDefinition definition, Duration startup) {
    Section own = service.at(RouseReader.KEY, "update");
    Section compose = service.at("deploy", "update_config");
    return new UpdatePolicy(
        order(own, compose, definition),
        count(own.at("parallel")).orElseGet(() -> count(compose.at("parallelism")).orElse(1)),
        own.at("monitor").duration().orElseGet(() -> monitor(compose, startup)),
        own.at("delay").duration().orElseGet(() -> compose.at("delay").duration().orElse(null)),
        onFailure(own, compose),
        count(service.at("deploy", "rollback_config", "parallelism")).orElse(1));
  }

  private static Optional<Integer> count(Section number) {
    OptionalLong count = number.integer();
    return count.isPresent() ? Optional.of((int) count.getAsLong()) : Optional.empty();
  }

  /** Compose counts from when the container runs and is healthy; we count from its start. */
  private static Duration monitor(Section compose, Duration startup) {
    return compose.at("monitor").duration().map(startup::plus).orElse(startup);
  }

  private static Order order(Section own, Section compose, ContainerDefinition definition) {
    Optional<String> given = own.text("order");
    boolean startFirst =
        given.or(() -> compose.text("order")).filter("start-first"::equals).isPresent();
    Optional<String> shared = startFirst ? cannotBeShared(definition) : Optional.empty();
    if (shared.isPresent() && given.isPresent()) {
      own.at("order")
          .error(
              "two instances cannot both have " + shared.get() + ", not even for a moment",
              "Write stop-first, or take it away.");
    } else if (shared.isPresent()) {
      compose
          .at("order")
          .warning(
              "two instances cannot both have " + shared.get() + ": the old one is stopped first",
              "Write stop-first, or take it away.");
    }
    return startFirst && shared.isEmpty() ? Order.START_FIRST : Order.STOP_FIRST;
  }

  /** What an old and a new instance would fight about. */
  private static Optional<String> cannotBeShared(ContainerDefinition definition) {
    NetworkingDefinition networking = definition.networking();
    if (networking.mode().filter("host"::equals).isPresent()) {
      return Optional.of("the host's network");
    }
    Optional<String> port =
        networking.ports().stream()
            .flatMap(p -> p.published().stream())
            .filter(p -> p.indexOf('-') < 0)
            .map(p -> "published port " + p)
            .findFirst();
    return port.or(
        () ->
            networking.attachments().stream()
                .flatMap(a -> a.ipv4().or(a::ipv6).stream())
                .map(address -> "address " + address)
                .findFirst());
  }

  private static OnFailure onFailure(Section own, Section compose) {
    String action =
        own.text("on_failure").or(() -> compose.text("failure_action")).orElse("rollback");
    if (action.equals("continue")) {
      compose
          .at("failure_action")
          .warning(
              "an update that failed goes no further: it is paused", "Write pause or rollback.");
    }
    return action.equals("rollback") ? OnFailure.ROLLBACK : OnFailure.PAUSE;
  }
}
