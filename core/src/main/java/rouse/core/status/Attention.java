package rouse.core.status;

import java.util.ArrayList;
import java.util.List;
import rouse.core.state.Brake;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.text.StatusText;

/** What an operator should look at, each with its reason. */
public final class Attention {
  private Attention() {}

  static List<String> of(PlatformState state) {
    List<String> lines = new ArrayList<>();
    state
        .header()
        .hosts()
        .forEach(
            (id, host) -> {
              if (host.silent() && state.header().phase() == PlatformHeader.Phase.DECLARED) {
                lines.add("host " + id + " is silent since " + host.since());
              }
            });
    Brake brake = state.header().braking();
    if (brake != null) {
      lines.add(
          "the brake is on since %s: %d instances are silent while their containers run, and none is replaced; look at the way of their beats to Kafka"
              .formatted(brake.since(), state.turns().silentCount()));
    }
    lines.addAll(UpdateViews.attention(state));
    for (InstanceState i : state.instances()) {
      String observed = StatusText.observed(state, i);
      String reason = StatusText.reason(state, i);
      boolean unwell =
          switch (observed) {
            case "quarantined", "failed", "silent", "dead", "unwell", "unknown" -> true;
            default -> i.incident() != null;
          };
      if (i.desired() == DesiredState.HELD) {
        lines.add(i.id() + " is held");
      } else if (observed.equals("paused")) {
        lines.add(i.id() + " is paused by an operator");
      } else if (unwell && !i.isGone()) {
        lines.add(i.id() + " is " + observed + (reason == null ? "" : ": " + reason));
      } else if (i.effort().waitsFor() != null && i.effort().waitsFor().contains(",")) {
        lines.add(i.id() + " " + i.effort().waitsFor());
      }
    }
    return lines;
  }
}
