package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManagedContainerTest {
  private static final String ID = "0123456789abcdef";
  private final Map<String, String> labels =
      new HashMap<>(
          Map.of(
              ContainerLabels.PLATFORM,
              "ias",
              ContainerLabels.MODULE,
              "web",
              ContainerLabels.SLOT,
              "2",
              ContainerLabels.INCARNATION,
              "7"));

  private Optional<ManagedContainer> named(String name) {
    return ManagedContainer.of(ID, name, labels, ContainerPhase.RUNNING, Optional.empty());
  }

  @Test
  @DisplayName(
      "the name of its slot, or the one it makes way under, is a container's of ours alone")
  void names() {
    assertThat(named("/ias-web-2").orElseThrow().hasNameOfItsSlot()).isTrue();
    assertThat(named("/ias-web-2-old-0123456789ab").orElseThrow().hasNameOfItsSlot()).isTrue();
    assertThat(named("/ias-web-2-old-ba9876543210").orElseThrow().hasNameOfItsSlot()).isFalse();
    assertThat(named("/ias-web-1").orElseThrow().hasNameOfItsSlot()).isFalse();
    assertThat(named("/clone").orElseThrow().hasNameOfItsSlot()).isFalse();
  }

  @Test
  @DisplayName("a one-off run fills no slot, whatever its labels and its name say")
  void oneOff() {
    labels.put("com.docker.compose.oneoff", "False");
    assertThat(named("/ias-web-2")).isPresent();
    labels.put("com.docker.compose.oneoff", "True");
    assertThat(named("/ias-web-2")).isEmpty();
  }

  @Test
  @DisplayName("what the engine is about to start again by itself does not run")
  void restarting() {
    assertThat(ContainerPhase.of("restarting").alive()).isFalse();
    assertThat(ContainerPhase.of("paused").alive()).isTrue();
  }
}
