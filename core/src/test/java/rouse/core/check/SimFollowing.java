package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryPolicy.Strategy;

/**
 * Who has to be replaced since what it has lived with was, judged from runs that were told of and
 * from proofs of life.
 */
public final class SimFollowing {
  private final Set<InstanceId> ran = new HashSet<>();
  private final Map<InstanceId, Long> proven = new HashMap<>();

  /** The highest incarnation that has lived, or may come to live, with what is gone. */
  private final Map<InstanceId, Long> due = new HashMap<>();

  /** Names of those that are replaced with a module, by the words of the platform file. */
  static Set<String> of(PlatformSpec spec, String module) {
    Set<String> found = new HashSet<>();
    boolean all = spec.module(module).orElseThrow().recovery().strategy() == Strategy.DEPENDENTS;
    for (ModuleSpec other : spec.modules()) {
      boolean depends =
          other.dependsOn().stream()
              .anyMatch(d -> d.module().equals(module) && (d.restart() || all));
      if (depends) {
        found.add(other.name());
        found.addAll(all ? dependents(spec, other.name()) : Set.of());
      }
    }
    return found;
  }

  private static Set<String> dependents(PlatformSpec spec, String module) {
    return spec.modules().stream()
        .filter(m -> m.dependsOn().stream().anyMatch(d -> d.module().equals(module)))
        .flatMap(m -> Stream.concat(Stream.of(m.name()), dependents(spec, m.name()).stream()))
        .collect(Collectors.toSet());
  }

  /** Whether one follows the other, or both a third and the one is what the other stands on. */
  public static boolean isReplacedWith(PlatformSpec spec, String module, String other) {
    boolean both =
        spec.modules().stream()
            .map(m -> of(spec, m.name()))
            .anyMatch(followers -> followers.contains(module) && followers.contains(other));
    return of(spec, other).contains(module) || (both && dependents(spec, other).contains(module));
  }

  /**
   * A newer run of an instance.
   *
   * @param present instances that run or are about to, with their highest incarnations
   */
  void ran(PlatformSpec spec, InstanceId id, long incarnation, Map<InstanceId, Long> present) {
    if (due.getOrDefault(id, incarnation) < incarnation) {
      due.remove(id);
    }
    if (!ran.add(id)) {
      Set<String> followers = of(spec, id.module());
      present.forEach(
          (other, highest) -> {
            boolean completes = spec.module(other.module()).orElseThrow().completes();
            if (followers.contains(other.module()) && !completes) {
              due.put(other, highest);
            }
          });
    }
  }

  void proved(InstanceId id, long incarnation) {
    proven.put(id, incarnation);
  }

  void retired(InstanceId id) {
    ran.remove(id);
    proven.remove(id);
    due.remove(id);
  }

  /** Somebody wants it left alone, or it was told that it cannot be. */
  void excused(String subject) {
    due.keySet().removeIf(id -> id.toString().equals(subject));
  }

  boolean isDue(InstanceId id) {
    return due.containsKey(id);
  }

  /** What follows is replaced when all that it needs has proved itself. */
  void order(PlatformSpec spec, Decision.CommandIssued issued, Map<InstanceId, Long> runs) {
    ModuleSpec module = spec.module(issued.instance().module()).orElseThrow();
    runs.forEach(
        (id, incarnation) -> {
          boolean needed =
              module.dependsOn().stream()
                  .anyMatch(d -> d.required() && d.module().equals(id.module()));
          if (needed) {
            assertThat(proven.get(id)).as("%s before %s", id, issued).isEqualTo(incarnation);
          }
        });
  }

  Set<InstanceId> due() {
    return due.keySet();
  }
}
