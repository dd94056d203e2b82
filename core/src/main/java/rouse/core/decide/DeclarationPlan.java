package rouse.core.decide;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.PlatformState;

/** What a declaration is going to lead to; modules are looked at in boot order. */
public final class DeclarationPlan {
  private final PlatformState state;
  private final Set<String> start = new LinkedHashSet<>();
  private final Set<String> replace = new LinkedHashSet<>();
  private final Set<String> retire = new LinkedHashSet<>();
  private final Set<String> following = new HashSet<>();
  private int unchanged;

  DeclarationPlan(PlatformState state) {
    this.state = state;
  }

  /** Looks at all instances of a module. */
  void look(String name, DeclaredModule module) {
    boolean touched = false;
    if (module.isCommanded()) {
      for (InstanceState i : state.instancesOf(name)) {
        touched |= look(i, isDecided(name) ? state.moduleOf(i) : module);
      }
    }
    unchanged += touched ? 0 : 1;
    if (replace.contains(name)) {
      following.addAll(state.modules().followersOf(name));
    }
  }

  /** Its update failed, and is not tried again for this declaration. */
  private boolean isDecided(String name) {
    ModuleUpdate update = state.header().update(name);
    return update != null && !update.isUnderWay();
  }

  private boolean look(InstanceState i, DeclaredModule module) {
    return switch (i.desired()) {
      case GONE -> !i.isGone() && note(retire, i);
      case HELD, ADOPTED -> false;
      case RUNNING -> {
        if (i.seen().isPaused()) {
          yield false;
        }
        if (i.definitionDiffers(module)) {
          yield note(replace, i);
        }
        yield switch (i.seen().observed()) {
          case ABSENT, DEAD, STOPPED -> !hasFinished(i, module) && note(start, i);
          case COMPLETED -> false;
          default -> following.contains(i.id().module()) && note(replace, i);
        };
      }
    };
  }

  private static boolean hasFinished(InstanceState i, DeclaredModule module) {
    boolean failed = i.incident() != null && i.incident().failed();
    return failed || ExitRules.isFoundFinished(i, module);
  }

  private static boolean note(Set<String> list, InstanceState i) {
    list.add(i.id().module());
    return true;
  }

  Decision.PlatformPlanned decision() {
    return new Decision.PlatformPlanned(
        state.header().platform(),
        List.copyOf(start),
        List.copyOf(replace),
        List.copyOf(retire),
        unchanged);
  }
}
