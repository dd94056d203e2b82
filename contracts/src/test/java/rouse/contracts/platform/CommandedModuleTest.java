package rouse.contracts.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CommandedModuleTest {
  @Test
  @DisplayName("R38 a module of the control plane keeps what its file says of restarts and stops")
  void keeps() {
    ModuleSpec module =
        new ModuleSpec(
            "broker",
            null,
            "host-1",
            1,
            null,
            null,
            List.of(Dependency.on("setup")),
            null,
            ModuleSpec.Supervisor.EXECUTOR,
            "v1",
            true,
            false,
            Duration.ofSeconds(90),
            RestartPolicy.parse("on-failure:3"));
    ModuleSpec commanded = module.commandedBy(HeartbeatPolicy.DEFAULT, false, List.of());
    assertThat(commanded.restart()).isEqualTo(module.restart());
    assertThat(commanded.stopGrace()).isEqualTo(module.stopGrace());
    assertThat(commanded.definition()).isEqualTo("v1");
    assertThat(commanded.supervisedBy()).isEqualTo(ModuleSpec.Supervisor.DECIDER);
    assertThat(commanded.healthcheck()).isFalse();
    assertThat(commanded.dependsOn()).isEmpty();
  }
}
