package rouse.cli.dev;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import rouse.cli.client.PlatformWait;
import rouse.cli.terminal.PhaseSymbol;
import rouse.cli.terminal.SafeText;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;

/**
 * Shows a boot as it goes: on a terminal one line for each instance, redrawn; else one line for
 * each step that an instance takes.
 */
public final class BootDisplay implements PlatformWait.Sight {
  private static final int LONGEST = 110;
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private final Consumer<String> say;
  private final boolean redraw;
  private final boolean colour;
  private final long start = System.nanoTime();
  private final Map<String, String> shown = new LinkedHashMap<>();
  private int drawn;

  /**
   * @param say writes a line
   */
  public BootDisplay(Consumer<String> say, boolean redraw, boolean colour) {
    this.say = say;
    this.redraw = redraw;
    this.colour = colour;
  }

  @Override
  public void of(PlatformStatus status) {
    List<InstanceStatus> instances =
        status.modules().stream()
            .filter(m -> m.desired() > 0)
            .flatMap(m -> m.instances().stream())
            .toList();
    if (redraw) {
      draw(instances.stream().map(this::line).toList());
    } else {
      instances.forEach(this::tell);
    }
  }

  @Override
  public void trouble(String what) {
    if (redraw) {
      draw(List.of("waiting: " + what));
    } else {
      tell("", "waiting: " + what);
    }
  }

  private void draw(List<String> lines) {
    List<String> block = new ArrayList<>(lines);
    String first = drawn == 0 ? "" : String.format(Locale.ROOT, "\u001b[%dA", drawn);
    for (int i = 0; i < block.size(); i++) {
      String end = i == block.size() - 1 ? CLEAR_LINE + CLEAR_BELOW : CLEAR_LINE;
      say.accept((i == 0 ? first : "") + block.get(i) + end);
    }
    drawn = block.size();
  }

  /** What is alive when first looked at took no step. */
  private void tell(InstanceStatus instance) {
    boolean aliveAtOnce =
        !shown.containsKey(instance.instance()) && PhaseSymbol.of(instance.observed()).isGood();
    if (aliveAtOnce) {
      shown.put(instance.instance(), state(instance));
    } else {
      tell(instance.instance(), state(instance));
    }
  }

  private void tell(String subject, String state) {
    if (!state.equals(shown.put(subject, state))) {
      String what = subject.isEmpty() ? state : SafeText.oneLine(subject) + ": " + state;
      say.accept(SafeText.shortened(seconds() + " " + what, 300));
    }
  }

  private String line(InstanceStatus instance) {
    PhaseSymbol observed = PhaseSymbol.of(instance.observed());
    String text =
        SafeText.shortened(
            observed.shape() + " " + SafeText.oneLine(instance.instance()) + ": " + state(instance),
            LONGEST);
    return colour ? observed.paint(text) : text;
  }

  private static String state(InstanceStatus instance) {
    String reason = instance.reason() == null ? "" : " (" + instance.reason() + ")";
    return SafeText.oneLine(instance.observed() + reason);
  }

  private String seconds() {
    return String.format(Locale.ROOT, "%5.1f s", (System.nanoTime() - start) / 1e9);
  }
}
