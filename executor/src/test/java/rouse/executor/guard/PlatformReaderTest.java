package rouse.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.executor.guard.GuardedContainerSamples.container;
import static rouse.executor.guard.GuardedContainerSamples.guarded;
import static rouse.executor.guard.GuardedContainerSamples.joining;
import static rouse.executor.guard.GuardedContainerSamples.running;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.executor.docker.ContainerPhase;

@DisplayName("The platform that a project's containers make up")
class PlatformReaderTest {
  private static PlatformSpec read(GuardedContainer... containers) {
    return PlatformReader.platforms(List.of(containers)).get(GuardedContainerSamples.PROJECT);
  }

  private static ModuleSpec module(PlatformSpec platform, String name) {
    return platform.module(name).orElseThrow();
  }

  @Test
  @DisplayName("edges of the label count when their service is there")
  void edges() {
    PlatformSpec platform =
        read(
            guarded("db", ""), guarded("web", "db:service_healthy:true,gone:service_started:true"));
    assertThat(module(platform, "web").dependsOn())
        .containsExactly(new Dependency("db", Condition.SERVICE_HEALTHY, true, true));
  }

  @Test
  @DisplayName("R38 who lives in another's namespace is restarted after it")
  void joined() {
    PlatformSpec platform = read(guarded("vpn", ""), joining("client", "id-vpn-1"));
    assertThat(module(platform, "client").dependsOn())
        .singleElement()
        .satisfies(
            edge -> {
              assertThat(edge.module()).isEqualTo("vpn");
              assertThat(edge.restart()).isTrue();
            });
  }

  @Test
  @DisplayName(
      "of a cycle, which labels of different versions of a file may form, one edge is left out")
  void cycle() {
    PlatformSpec platform =
        read(
            guarded("a", "b:service_started:true"),
            guarded("b", "c:service_started:true"),
            guarded("c", "a:service_started:true"));
    assertThat(platform.modules()).flatExtracting(ModuleSpec::dependsOn).hasSize(2);
  }

  @Test
  @DisplayName("containers of one service are its slots; a gap stays one")
  void slots() {
    PlatformSpec platform =
        read(
            guarded(container("web", 1, 1, ContainerPhase.RUNNING), Map.of()),
            guarded(container("web", 3, 1, ContainerPhase.RUNNING), Map.of()));
    assertThat(module(platform, "web").replicas()).isEqualTo(3);
    assertThat(module(platform, "web").kind()).isEqualTo(ModuleSpec.Kind.WORKER);
  }

  @Test
  @DisplayName("labels tune the policy; what cannot be read is ignored")
  void labels() {
    PlatformSpec platform =
        read(
            guarded(
                running("web"),
                Map.of(
                    "rouse.timeout", "30s",
                    "rouse.strategy", "dependents",
                    "rouse.attempts", "lots",
                    "rouse.notify", "ops@example.org, chat")));
    ModuleSpec web = module(platform, "web");
    assertThat(web.heartbeat().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(web.recovery().strategy()).isEqualTo(RecoveryPolicy.Strategy.DEPENDENTS);
    assertThat(web.recovery().attempts()).isEqualTo(RecoveryPolicy.DEFAULT.attempts());
    assertThat(platform.alertsTo()).containsExactly("ops@example.org", "chat");
  }

  @Test
  @DisplayName("what others wait for until it has completed is a job")
  void job() {
    PlatformSpec platform =
        read(guarded("init", ""), guarded("web", "init:service_completed_successfully:false"));
    assertThat(module(platform, "init").completes()).isTrue();
    assertThat(module(platform, "web").completes()).isFalse();
  }
}
