package rouse.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.cli.terminal.Keyboard.Key;
import rouse.cli.terminal.Terminal;
import rouse.cli.watch.WatchView.Wish;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;

class WatchViewTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:05:00Z");
  private static final Terminal.Size SIZE = new Terminal.Size(12, 80);
  private final WatchView view = new WatchView(false);

  @BeforeEach
  void show() {
    view.update(status(30, 17));
  }

  /** So many modules, of which one is dead. */
  static PlatformStatus status(int count, int dead) {
    List<ModuleStatus> modules =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i -> {
                  String seen = i == dead ? "dead" : "alive";
                  var one =
                      new InstanceStatus(
                          "shop/m" + i + "/1",
                          "running",
                          seen,
                          true,
                          NOW,
                          1,
                          null,
                          null,
                          NOW,
                          null,
                          null);
                  return new ModuleStatus("m" + i, "module", 1, 1, "self", List.of(), List.of(one));
                })
            .toList();
    return new PlatformStatus(
        "shop",
        "alive",
        new ObserverStatus("watching", NOW),
        NOW,
        modules,
        List.of(),
        List.of(),
        List.of());
  }

  private List<String> marked() {
    return view.lines(SIZE).stream().filter(line -> line.startsWith("\u001b[7m")).toList();
  }

  @Test
  @DisplayName("The table fills the terminal and never more, and the selected row is always seen")
  void scrolls() {
    for (int i = 0; i < 40; i++) {
      assertThat(view.lines(SIZE)).hasSize(SIZE.rows());
      assertThat(marked()).hasSize(1);
      view.press(Key.DOWN);
    }
    assertThat(view.selected()).as("the last row is the end").isEqualTo("shop/m30/1");
    view.press(Key.HOME);
    assertThat(view.selected()).isEqualTo("shop/m1/1");
    assertThat(marked().getFirst()).contains("m1 ");
    view.press(Key.PAGE_DOWN);
    assertThat(view.selected()).isEqualTo("shop/m9/1");
  }

  @Test
  @DisplayName("What is selected stays selected when the state changes")
  void keepsSelection() {
    view.press(Key.DOWN);
    view.update(status(30, 2));
    assertThat(view.selected()).isEqualTo("shop/m2/1");
    view.update(status(1, 0));
    assertThat(view.selected()).as("it is gone").isEqualTo("shop/m1/1");
  }

  @Test
  @DisplayName("F leaves those that are not well")
  void filter() {
    view.press(Key.FILTER);
    assertThat(view.selected()).isEqualTo("shop/m17/1");
    assertThat(String.join("|", view.lines(SIZE))).contains("✗ dead").doesNotContain("● alive");
    view.update(status(30, 0));
    assertThat(view.lines(SIZE)).contains("All instances are well.");
    view.press(Key.FILTER);
    assertThat(view.selected()).isEqualTo("shop/m1/1");
  }

  @Test
  @DisplayName("W asks why, and the answer is shown until the way back, even when it comes late")
  void why() {
    assertThat(view.press(Key.WHY)).isEqualTo(Wish.WHY);
    view.detail("Why shop/m1/1", List.of("…"));
    view.answer("Why shop/m1/1", IntStream.range(0, 50).mapToObj(i -> "line " + i).toList());
    assertThat(view.lines(SIZE)).contains("Why shop/m1/1", "line 0").doesNotContain("line 40");
    view.press(Key.END);
    assertThat(view.lines(SIZE)).contains("line 49").hasSize(SIZE.rows());
    view.press(Key.BACK);
    view.answer("Why shop/m1/1", List.of("too late"));
    assertThat(String.join("|", view.lines(SIZE))).doesNotContain("too late").contains("MODULE");
    assertThat(view.press(Key.WHY_NOT)).isEqualTo(Wish.WHY_NOT);
    assertThat(view.press(Key.QUIT)).isEqualTo(Wish.QUIT);
  }

  @Test
  @DisplayName("An answer that does not come is said, below what was known before")
  void stale() {
    view.trouble("no Rouse answers");
    assertThat(view.lines(SIZE).getLast()).isEqualTo("as of before: no Rouse answers");
    assertThat(String.join("|", view.lines(SIZE))).contains("m1");
  }

  @Test
  @DisplayName("Before the first answer no key does harm")
  void empty() {
    WatchView blank = new WatchView(false);
    for (Key key : Key.values()) {
      blank.press(key);
      assertThat(blank.lines(SIZE)).isNotEmpty();
    }
    assertThat(blank.selected()).isNull();
  }
}
