package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;

class FirstBeatsTest {
  private final FirstBeats firsts = new FirstBeats();

  private static InstanceId slot(int number) {
    return new InstanceId("shop", "cart", number);
  }

  @Test
  @DisplayName("The first beat of a container is told from the others, and a late one is none")
  void tellsTheFirst() {
    assertThat(firsts.isFirst(slot(1), 1)).isTrue();
    assertThat(firsts.isFirst(slot(1), 1)).isFalse();
    assertThat(firsts.isFirst(slot(2), 1)).isTrue();
    assertThat(firsts.isFirst(slot(1), 2)).isTrue();
    assertThat(firsts.isFirst(slot(1), 1)).isFalse();
    assertThat(firsts.isFirst(slot(1), 2)).isFalse();
  }

  @Test
  @DisplayName("Beats under ever new names fill no memory, and push out nobody who goes on beating")
  void isBounded() {
    for (int i = 2; i < 2 * FirstBeats.MOST; i++) {
      firsts.isFirst(slot(i), 1);
      firsts.isFirst(slot(1), 1);
    }
    assertThat(firsts.size()).isEqualTo(FirstBeats.MOST);
    assertThat(firsts.isFirst(slot(1), 1)).isFalse();
    assertThat(firsts.isFirst(slot(2), 1)).as("forgotten, so told again").isTrue();
  }
}
