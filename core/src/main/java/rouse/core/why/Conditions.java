package rouse.core.why;

import static rouse.core.text.ReasonNumbers.duration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.platform.RestartPolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;

/** What would have to be so for Rouse to act on an instance. */
final class Conditions {
  private Conditions() {}

  static List<String> of(
      PlatformState state, InstanceState i, DeclaredModule module, Instant lastHeard) {
    String name = i.id().module();
    if (i.desired() == DesiredState.ADOPTED || module == null) {
      return List.of("A platform file has to declare " + name + ".");
    }
    if (!module.isCommanded()) {
      return List.of("The executor of host " + module.owner() + " decides by itself.");
    }
    if (state.header().isTakenDown() || i.desired() == DesiredState.GONE) {
      return List.of("Somebody has to wish it: 'rouse up', or more replicas of " + name + ".");
    }
    List<String> all = new ArrayList<>();
    if (i.desired() == DesiredState.HELD) {
      all.add("It has to be released first: 'rouse release " + name + "'.");
    }
    if (module.beatsItself()) {
      all.add(silence(module.spec().heartbeat().longestTimeout(), lastHeard));
    }
    if (module.spec().healthcheck()) {
      all.add("Docker's health check of it has to fail: then it is replaced.");
    }
    all.add(end(module.spec().restart()));
    List<String> followed = state.modules().followedBy(name);
    if (!followed.isEmpty()) {
      all.add("It is also replaced when one of these was: " + String.join(", ", followed) + ".");
    }
    all.add("'rouse restart " + name + "' replaces it in any case.");
    return all;
  }

  private static String silence(Duration timeout, Instant lastHeard) {
    String next = lastHeard == null ? "" : " (none until " + lastHeard.plus(timeout) + ")";
    return "No beat of it comes for %s%s: then it is replaced.".formatted(duration(timeout), next);
  }

  private static String end(RestartPolicy policy) {
    return switch (policy.condition()) {
      case NO -> "Its container is not run again when it ends, by restart: \"no\".";
      case ON_FAILURE -> "Its container has to end with another exit code than 0.";
      case UNSTATED, ALWAYS -> "Its container has to end by itself: then it is started again.";
    };
  }
}
