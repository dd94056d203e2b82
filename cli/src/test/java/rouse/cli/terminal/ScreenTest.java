package rouse.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final Terminal.Size SIZE = new Terminal.Size(3, 80);
  private final List<String> written = new ArrayList<>();

  @Test
  @DisplayName("Only lines that changed are written, all at once, so that nothing flickers")
  void writesChangesAlone() {
    try (Screen screen = new Screen(written::add)) {
      screen.show(List.of("a", "b", "c", "below the edge"), SIZE);
      assertThat(written.getLast()).contains("a", "b", "c").doesNotContain("below");
      screen.show(List.of("a", "B", "c"), SIZE);
      assertThat(written.getLast())
          .isEqualTo("\u001b[?2026h\u001b[2;1HB\u001b[K\u001b[?2026l")
          .doesNotContain("\u001b[2J");
      int before = written.size();
      screen.show(List.of("a", "B", "c"), SIZE);
      assertThat(written).as("nothing new").hasSize(before);
      screen.show(List.of("a"), SIZE);
      assertThat(written.getLast()).contains("\u001b[2;1H\u001b[K", "\u001b[3;1H\u001b[K");
      screen.show(List.of("a"), new Terminal.Size(9, 90));
      assertThat(written.getLast()).as("another size, all anew").contains("\u001b[2J", "a");
    }
    assertThat(written.getFirst()).startsWith("\u001b[?1049h");
    assertThat(written.getLast()).endsWith("\u001b[?1049l");
  }

  @Test
  @DisplayName("A long line is broken at a blank and loses nothing")
  void wraps() {
    List<String> lines = TextWrap.lines("    " + "word ".repeat(20) + "end", 40);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
    assertThat(lines.subList(1, lines.size())).allSatisfy(l -> assertThat(l).startsWith("      "));
    assertThat(String.join(" ", lines).replaceAll("\\s+", " ").strip())
        .isEqualTo("word ".repeat(20) + "end");
    assertThat(TextWrap.lines("x".repeat(95), 40)).hasSize(3);
  }
}
