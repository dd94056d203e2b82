package rouse.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreOwnersTest {
  @ParameterizedTest
  @ValueSource(strings = {"host-1:7070", "10.0.0.7:7070", "[::1]:7070", "[fd00::1]:7070"})
  @DisplayName("an owner is named as it advertises itself, so that it knows itself")
  void asAdvertised(String address) {
    assertThat(StoreOwners.text(HostInfo.buildFromEndpoint(address))).isEqualTo(address);
  }
}
