package rouse.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

class ModuleNamesTest {
  private final ModuleNames names =
      new ModuleNames(
          () ->
              new PlatformSpec(
                  "ias",
                  List.of(
                      module("action_manager", ModuleSpec.Kind.MODULE),
                      module("worker_node", ModuleSpec.Kind.WORKER),
                      module("cache_2", ModuleSpec.Kind.MODULE)),
                  List.of()));

  private static ModuleSpec module(String name, ModuleSpec.Kind kind) {
    return new ModuleSpec(
        name, kind, null, 1, null, null, List.of(), null, null, "", false, false, null);
  }

  @ParameterizedTest
  @DisplayName("R39 a name is a module, or a worker's slot")
  @CsvSource({
    "action_manager, ias/action_manager/1",
    "Action-Manager, ias/action_manager/1",
    "worker_node, ias/worker_node/1",
    "worker_node_3, ias/worker_node/3",
    "WORKER-NODE-12, ias/worker_node/12",
    "cache_2, ias/cache_2/1"
  })
  void finds(String name, String instance) {
    assertThat(names.find(name).orElseThrow().instance()).hasToString(instance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nobody",
        "action_manager_2",
        "worker_node_0",
        "worker_node_",
        "worker_node_x"
      })
  void findsNone(String name) {
    assertThat(names.find(name)).isEmpty();
  }

  @Test
  void theWorker() {
    assertThat(names.worker().orElseThrow().name()).isEqualTo("worker_node");
  }
}
