package rouse.contracts.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\t", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028"})
  @DisplayName("no control character of either range is left in a line")
  void control(String code) {
    String text = "shop" + code + "web";
    assertThat(PlainText.hasControls(text)).isTrue();
    assertThat(PlainText.oneLine(text)).isEqualTo("shop web");
    assertThat(PlainText.hasControls(PlainText.masked(text))).isFalse();
    assertThat(PlainText.hasControls(PlainText.terminalLine(text))).isFalse();
  }

  @Test
  @DisplayName("characters that turn the direction of the text are masked")
  void direction() {
    assertThat(PlainText.quoted("a\u202eb\u2066c")).isEqualTo("'a?b?c'");
    assertThat(PlainText.quoted(null)).isEqualTo("nothing");
  }

  @Test
  @DisplayName("a line is cut at its longest length, a first line at its end")
  void length() {
    assertThat(PlainText.oneLine("  one\n  two  ")).isEqualTo("one two");
    assertThat(PlainText.oneLine("123456", 5)).isEqualTo("12345…");
    assertThat(PlainText.firstLine("what\nwhere")).isEqualTo("what");
    assertThat(PlainText.oneLine(null)).isEqualTo("null");
  }
}
