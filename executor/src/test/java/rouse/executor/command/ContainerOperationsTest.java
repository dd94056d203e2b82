package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.NewContainer;
import rouse.executor.docker.watch.StopStatus;

@DisplayName("What is done to a container that lives and is to be replaced")
class ContainerOperationsTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);
  private static final String ID = "0123456789abcdef";
  private final List<String> orders = new ArrayList<>();
  private final List<String> aside = new ArrayList<>();
  @TempDir Path folder;
  private ContainerPhase phase = ContainerPhase.RUNNING;
  private String name = WEB.containerName();
  private ContainerOperations work;

  @BeforeEach
  void open() throws IOException {
    Path file = folder.resolve("compose.yaml");
    Files.writeString(
        file,
        "name: shop\nservices: { web: { image: web, stop_grace_period: 90s, stop_signal: USR1 } }\n");
    PlatformFile platform = ComposeReader.read(file, ComposeOptions.of(Map.of())).orThrow();
    ContainerFactory blueprints =
        new ContainerFactory(
            () -> platform, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
    work =
        new ContainerOperations(
            runtime(),
            blueprints,
            definition -> {},
            id -> {},
            wait -> {
              int before = orders.size();
              wait.run();
              aside.addAll(orders.subList(before, orders.size()));
            });
  }

  @AfterEach
  void close() {
    work.close();
  }

  /** An engine with one container, which runs, and which notes what it is told to do. */
  private ContainerRuntime runtime() {
    InvocationHandler engine =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "list" -> List.of(old());
              case "inspect" ->
                  Optional.of(inspection(arguments[0].equals(ID) ? old() : successor()));
              case "create" -> {
                NewContainer wanted = (NewContainer) arguments[0];
                orders.add("create in the place of " + wanted.predecessors());
                yield "successor";
              }
              case "stop" -> orders.add("stop within " + arguments[1]);
              case "start" -> orders.add("start");
              case "rename" -> orders.add("rename to " + arguments[1]);
              case "kill" -> orders.add("kill");
              default -> null;
            };
    InvocationHandler answering =
        (proxy, method, arguments) -> {
          Object answer = engine.invoke(proxy, method, arguments);
          return method.getReturnType() == void.class ? null : answer;
        };
    return (ContainerRuntime)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, answering);
  }

  private ManagedContainer old() {
    return container(ID, name, 1, phase);
  }

  private static ManagedContainer successor() {
    return container("successor", WEB.containerName(), 2, ContainerPhase.RUNNING);
  }

  private static ManagedContainer container(
      String id, String name, long incarnation, ContainerPhase phase) {
    return new ManagedContainer(
        id, name, WEB, incarnation, Optional.empty(), Optional.empty(), phase, Optional.empty());
  }

  private static Inspection inspection(ManagedContainer container) {
    return new Inspection(
        container,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        0,
        false,
        Optional.empty(),
        Optional.empty(),
        "",
        15);
  }

  private static String[] replacement(String grace) {
    return new String[] {
      "rename to shop-web-1-old-0123456789ab",
      "stop within " + grace,
      "create in the place of [" + ID + "]",
      "start"
    };
  }

  @Test
  @DisplayName("R34 it has all of its grace, and waits aside; its successor gets what it leaves")
  void living() {
    work.replace(WEB, 2, "test", work.stopGrace(WEB), false, Optional.empty());
    assertThat(orders).containsExactly(replacement("PT1M30S"));
    assertThat(aside).containsExactly("stop within PT1M30S");
  }

  @Test
  @DisplayName("a command may say how much of it; one that does not means all of it")
  void ordered() {
    Instant deadline = Instant.now().plusSeconds(600);
    assertThat(outcome(new Command.Replace(WEB, 2, null, deadline, Duration.ofSeconds(3), null)))
        .isInstanceOf(Fact.CommandSucceeded.class);
    assertThat(orders).containsExactly(replacement("PT3S"));
    orders.clear();
    outcome(new Command.Replace(WEB, 2, null, deadline));
    assertThat(orders).containsExactly(replacement("PT1M30S"));
    orders.clear();
    outcome(new Command.Replace(WEB, 2, null, deadline, Duration.ofDays(1), null));
    assertThat(orders).as("more than its file says").containsExactly(replacement("PT1M30S"));
  }

  @Test
  @DisplayName(
      "R38 what somebody paused is not replaced, and that is the answer, unless it is meant")
  void paused() {
    phase = ContainerPhase.PAUSED;
    Instant deadline = Instant.now().plusSeconds(600);
    assertThat(outcome(new Command.Replace(WEB, 2, null, deadline)))
        .isInstanceOfSatisfying(
            Fact.CommandFailed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Fact.CommandFailed.PAUSED));
    assertThat(orders).isEmpty();
    outcome(new Command.Replace(WEB, 2, null, deadline, null, true));
    assertThat(orders).containsExactly(replacement("PT1M30S"));
  }

  @Test
  @DisplayName("what the engine is about to start again is ended before its successor starts")
  void restarting() {
    phase = ContainerPhase.RESTARTING;
    work.ensureRunning(WEB, 2, "test");
    assertThat(orders)
        .containsExactly(
            "kill",
            "rename to shop-web-1-old-0123456789ab",
            "create in the place of [" + ID + "]",
            "start");
  }

  @Test
  @DisplayName("R43 one that somebody renamed is known by its labels: left alone, or replaced")
  void renamed() {
    name = "my-own-name";
    work.ensureRunning(WEB, 2, "test");
    assertThat(orders).isEmpty();
    work.replace(WEB, 2, "test", work.stopGrace(WEB), false, Optional.empty());
    assertThat(orders)
        .containsExactly("stop within PT1M30S", "create in the place of [" + ID + "]", "start");
  }

  private Fact outcome(Command command) {
    StopGuard guard = new StopGuard(instance -> StopStatus.NOT_ASKED, Clock.systemUTC());
    return new CommandExecution(work, guard, new HostId("here"), Clock.systemUTC())
        .apply(Envelope.of("c-1", "/test", Instant.now(), command))
        .body();
  }

  @Test
  @DisplayName("R43 what runs is left alone by an order to have it run")
  void leftAlone() {
    work.ensureRunning(WEB, 2, "test");
    assertThat(orders).isEmpty();
  }
}
