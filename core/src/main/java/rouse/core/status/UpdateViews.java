package rouse.core.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus.UpdateStatus;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.PlatformState;

/** Updates as the status API shows them. */
final class UpdateViews {
  private UpdateViews() {}

  /** Null when none is under way, and none has failed. */
  static UpdateStatus of(PlatformState state, String module) {
    ModuleUpdate update = state.header().update(module);
    if (update == null) {
      return null;
    }
    ModuleUpdate.Failure failure = update.failure();
    return new UpdateStatus(
        update.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        update.from(),
        update.to(),
        update.startedAt(),
        update.proven(),
        failure == null ? null : instance(state, module, failure),
        failure == null ? null : failure.reason(),
        failure == null ? null : failure.lastLines());
  }

  /** A failed update waits for somebody who corrects the file. */
  static List<String> attention(PlatformState state) {
    List<String> lines = new ArrayList<>();
    state
        .header()
        .updates()
        .forEach(
            (module, update) -> {
              if (!update.isUnderWay()) {
                boolean back = update.phase() == ModuleUpdate.Phase.ROLLED_BACK;
                lines.add(
                    "%s %s: %s of definition %s failed: %s"
                        .formatted(
                            module,
                            back ? "is rolled back to definition " + update.from() : "is paused",
                            instance(state, module, update.failure()),
                            update.to(),
                            update.failure().reason()));
              }
            });
    return lines;
  }

  private static String instance(PlatformState state, String module, ModuleUpdate.Failure failure) {
    return new InstanceId(state.header().platform(), module, failure.slot()).toString();
  }
}
