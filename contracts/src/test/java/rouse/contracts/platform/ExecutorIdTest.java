package rouse.contracts.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorIdTest {
  @Test
  @DisplayName("R18 an executor is a host and a platform, in its beats and in its names in Kafka")
  void both() {
    ExecutorId id = new ExecutorId(new HostId("web.1"), "shop");
    assertThat(id).hasToString("web.1/shop");
    assertThat(ExecutorId.fromKey(id.heartbeatKey())).isEqualTo(id);
    assertThat(id.kafkaName()).matches("[a-zA-Z0-9._-]+");
    assertThat(id.kafkaName())
        .isNotEqualTo(new ExecutorId(new HostId("1"), "shop-web").kafkaName())
        .isNotEqualTo(new ExecutorId(new HostId("web.1"), "other").kafkaName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"host/x", "host/", "host//shop", "host/x/", "host/x/Shop", "shop/x/1"})
  void refusesWhatNamesNoExecutor(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> ExecutorId.fromKey(key));
  }
}
