package rouse.core.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CountBoundsTest {
  @Test
  @DisplayName("R48 what is no worker, has a fixed number or is out of bounds is refused with why")
  void refusals() {
    assertThat(new CountBounds(false, 1, 6).refusal(2))
        .hasValueSatisfying(contains("not a worker"));
    assertThat(new CountBounds(true, null, null).refusal(2))
        .hasValueSatisfying(contains("its number is fixed"));
    assertThat(new CountBounds(true, 2, 6).refusal(7)).hasValueSatisfying(contains("2 to 6"));
    assertThat(new CountBounds(true, 2, 6).refusal(1)).hasValueSatisfying(contains("not 1"));
    assertThat(new CountBounds(true, 2, 6).refusal(2)).isEmpty();
    assertThat(new CountBounds(true, 2, 6).refusal(6)).isEmpty();
  }

  private static java.util.function.Consumer<String> contains(String words) {
    return text -> assertThat(text).contains(words);
  }
}
