package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerLabelsTest {
  @ParameterizedTest
  @CsvSource({"7, 7", "0, 0", "9007199254740991, 9007199254740991"})
  @DisplayName("R38 an incarnation is what the label says")
  void said(String label, long incarnation) {
    assertThat(ContainerLabels.incarnation(Map.of(ContainerLabels.INCARNATION, label)))
        .isEqualTo(incarnation);
  }

  @ParameterizedTest
  @CsvSource({"x", "-1", "9007199254740992", "9223372036854775807", "9223372036854775808"})
  @DisplayName("R38 a label that can be none is older than any")
  void impossible(String label) {
    assertThat(ContainerLabels.incarnation(Map.of(ContainerLabels.INCARNATION, label))).isZero();
  }
}
