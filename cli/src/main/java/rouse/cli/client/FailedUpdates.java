package rouse.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import rouse.cli.terminal.SafeText;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.UpdateStatus;

/** Updates of modules that failed, for whoever asked for them. */
public final class FailedUpdates {
  private static final String UPDATING = "updating";
  private static final String PAUSED = "paused";

  private FailedUpdates() {}

  /** What a state means for whoever waits for a boot or a change. */
  public static Health judge(PlatformStatus status) {
    if (updates(status).anyMatch(FailedUpdates::isUnderWay)) {
      return Health.UNDERWAY;
    }
    boolean paused = updates(status).anyMatch(m -> m.update().state().equals(PAUSED));
    return paused ? Health.DEGRADED : Health.ofBoot(status);
  }

  /** It goes on, or what it brought is still being taken away. */
  private static boolean isUnderWay(ModuleStatus module) {
    boolean leaving = module.instances().stream().anyMatch(i -> "gone".equals(i.desired()));
    String state = module.update().state();
    return state.equals(UPDATING) || (leaving && !state.equals(PAUSED));
  }

  /** Why each of them failed, and what its container wrote last; none when none failed. */
  public static List<String> lines(PlatformStatus status) {
    List<String> lines = new ArrayList<>();
    updates(status)
        .filter(m -> !m.update().state().equals(UPDATING))
        .forEach(m -> lines.addAll(lines(m.module(), m.update())));
    return lines;
  }

  private static List<String> lines(String module, UpdateStatus update) {
    List<String> lines = new ArrayList<>();
    String end =
        update.state().equals(PAUSED)
            ? "it is paused, " + update.updated() + " instances were updated"
            : "rolled back to definition " + update.from();
    lines.add(
        SafeText.oneLine(
            "the update of %s to definition %s failed: %s: %s; %s"
                .formatted(module, update.to(), update.failed(), update.reason(), end)));
    if (update.lastLines() != null && !update.lastLines().isEmpty()) {
      lines.add("the last lines of " + SafeText.oneLine(update.failed()) + ":");
      update.lastLines().lines().map(line -> "  " + SafeText.oneLine(line)).forEach(lines::add);
    }
    return lines;
  }

  private static Stream<ModuleStatus> updates(PlatformStatus status) {
    return status.modules().stream().filter(m -> m.update() != null);
  }
}
