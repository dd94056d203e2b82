package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.RunNumbers;
import rouse.executor.docker.engine.EngineException;

@DisplayName("R43 recovery.method: restart, and when a new container is made all the same")
class RestartMethodTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);
  private final List<String> orders = new ArrayList<>();
  @TempDir Path folder;
  private PlatformFile platform;
  private RunNumbers numbers;
  private ContainerPhase phase = ContainerPhase.RUNNING;
  private String definition;
  private Optional<EngineException.Kind> trouble = Optional.empty();
  private ContainerOperations work;

  @BeforeEach
  void open() throws IOException {
    read("image: web");
    definition = platform.spec().module("web").orElseThrow().definition();
    numbers = new RunNumbers(folder.resolve("runs.json"));
    ContainerFactory factory =
        new ContainerFactory(
            () -> platform, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
    ContainerRuntime runtime = runtime();
    work =
        new ContainerOperations(
            runtime,
            factory,
            wanted -> {},
            id -> {},
            Runnable::run,
            id -> {},
            Optional.of(
                new InPlaceRestart(
                    runtime,
                    numbers,
                    id -> orders.add("expect"),
                    id -> orders.add("evidence"),
                    Runnable::run)));
  }

  @AfterEach
  void close() {
    work.close();
  }

  private void read(String service) throws IOException {
    Path file = folder.resolve("compose.yaml");
    Files.writeString(
        file,
        "name: shop\nservices:\n  web:\n    x-rouse: { recovery: { method: restart } }\n"
            + service.indent(4));
    platform = ComposeReader.read(file, ComposeOptions.of(Map.of())).orThrow();
  }

  private ManagedContainer container() {
    return new ManagedContainer(
        "0123456789abcdef",
        WEB.containerName(),
        WEB,
        1,
        Optional.of("c-1"),
        Optional.of(definition),
        phase,
        Optional.empty());
  }

  /** An engine with one container, which notes what it is told to do. */
  private ContainerRuntime runtime() {
    InvocationHandler engine =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "list" -> List.of(container());
              case "inspect" ->
                  Optional.of(
                      new Inspection(
                          container(),
                          Optional.of(Instant.EPOCH),
                          Optional.empty(),
                          0,
                          false,
                          Optional.empty(),
                          Optional.empty(),
                          "",
                          15));
              case "remove" -> null;
              case "create" -> {
                orders.add("create");
                yield "successor";
              }
              default -> {
                orders.add(method.getName());
                boolean again = method.getName().equals("restart");
                if (again && trouble.isPresent()) {
                  throw new EngineException(trouble.get(), "no network", null);
                }
                yield null;
              }
            };
    return (ContainerRuntime)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, engine);
  }

  private void replace() {
    work.replace(WEB, 2, "c-2", Duration.ofSeconds(1), false, Optional.empty());
  }

  @Test
  @DisplayName("one that hangs is restarted, after its evidence, under the number of the order")
  void hangs() {
    replace();
    assertThat(orders).containsExactly("evidence", "expect", "restart");
    assertThat(numbers.isRestarting(container().id())).isTrue();
  }

  @Test
  @DisplayName("one that has died is started, and what shall follow its start follows")
  void died() throws IOException {
    read("image: web\npost_start: [{ command: warm }]");
    definition = platform.spec().module("web").orElseThrow().definition();
    phase = ContainerPhase.ENDED;
    work.ensureRunning(WEB, 2, "c-2");
    assertThat(orders).containsExactly("evidence", "start", "afterStart");
  }

  @Test
  @DisplayName("one that the file wants otherwise by now is made anew")
  void changed() throws IOException {
    read("image: web:2");
    replace();
    assertThat(orders).containsExactly("rename", "stop", "create", "start");
  }

  @Test
  @DisplayName("one that was made and never started is made anew")
  void neverStarted() {
    phase = ContainerPhase.CREATED;
    work.ensureRunning(WEB, 2, "c-2");
    assertThat(orders).containsExactly("rename", "create", "start");
  }

  @Test
  @DisplayName("one that the engine cannot start again is made anew")
  void refused() {
    trouble = Optional.of(EngineException.Kind.REFUSED);
    replace();
    assertThat(orders)
        .containsExactly("evidence", "expect", "restart", "rename", "stop", "create", "start");
  }

  @Test
  @DisplayName("an engine that does not answer may have restarted it: nothing is made")
  void noAnswer() {
    trouble = Optional.of(EngineException.Kind.DEADLINE);
    assertThatThrownBy(this::replace).isInstanceOf(EngineException.class);
    assertThat(orders).containsExactly("evidence", "expect", "restart");
  }

  @Test
  @DisplayName("a module that beats itself keeps the number of its first run: refused, with why")
  void beatsItself() throws IOException {
    Path file = folder.resolve("self.yaml");
    Files.writeString(
        file,
        """
        services:
          web:
            image: web
            x-rouse: { heartbeat: { source: self }, recovery: { method: restart } }
        """);
    assertThat(ComposeReader.read(file, ComposeOptions.of(Map.of())).findings())
        .anySatisfy(
            finding ->
                assertThat(finding.toString()).contains("recovery.method").contains("incarnation"));
  }
}
