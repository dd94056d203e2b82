package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.watch.StopStatus;

class CommandExecutionTest {
  private static final InstanceId INSTANCE = new InstanceId("ias", "app", 1);
  @TempDir static Path folder;
  private final AtomicInteger calls = new AtomicInteger();

  /** An engine with no container, which is not there for the first calls. */
  private ContainerRuntime engineAwayFor(int first, EngineException.Kind kind) {
    InvocationHandler engine =
        (proxy, method, arguments) -> {
          if (calls.incrementAndGet() <= first) {
            throw new EngineException(kind, "no Docker engine at unix:///run/d.sock.", null);
          }
          return List.of();
        };
    return (ContainerRuntime)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, engine);
  }

  /** Of a file with another module: that of these commands has the grace of any. */
  private static ContainerFactory blueprints() {
    try {
      Path file = Files.writeString(folder.resolve("c.yaml"), "services: { other: { image: x } }");
      PlatformFile platform = ComposeReader.read(file, ComposeOptions.of(Map.of())).orThrow();
      return new ContainerFactory(
          () -> platform, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fact outcome(ContainerRuntime engine, Duration patience) {
    return outcome(engine, Instant.now().plus(patience), Clock.systemUTC());
  }

  private static Fact outcome(ContainerRuntime engine, Instant deadline, Clock clock) {
    return outcome(
        engine, new Command.Retire(INSTANCE, 1, "host-1", deadline, Duration.ZERO), clock);
  }

  private static Fact outcome(ContainerRuntime engine, Command command, Clock clock) {
    try (ContainerOperations work =
        new ContainerOperations(engine, blueprints(), null, id -> {}, Runnable::run)) {
      StopGuard guard = new StopGuard(instance -> StopStatus.NOT_ASKED, clock);
      return new CommandExecution(work, guard, new HostId("host-1"), clock)
          .apply(Envelope.of("command", "/test", Instant.now(), command))
          .body();
    }
  }

  @Test
  @DisplayName("R18 an engine that restarts is waited for: its absence is no failed attempt")
  void engineComesBack() {
    assertThat(outcome(engineAwayFor(2, EngineException.Kind.UNREACHABLE), Duration.ofMinutes(1)))
        .isInstanceOf(Fact.CommandSucceeded.class);
    assertThat(calls).hasValue(3);
  }

  @Test
  @DisplayName("R18 an engine that stays away fails the command by its deadline, with what to do")
  void engineStaysAway() {
    assertThat(
            outcome(engineAwayFor(1000, EngineException.Kind.UNREACHABLE), Duration.ofSeconds(3)))
        .isInstanceOfSatisfying(
            Fact.CommandFailed.class,
            failed -> assertThat(failed.reason()).contains("no Docker engine"));
  }

  @Test
  @DisplayName("R18 so does one whose command's deadline passes in the wait for it")
  void waitTakesLonger() {
    Clock leaping = new LeapingClock();
    Instant deadline = leaping.instant().plus(LeapingClock.LEAP.multipliedBy(5).dividedBy(2));
    assertThat(outcome(engineAwayFor(1000, EngineException.Kind.UNREACHABLE), deadline, leaping))
        .isInstanceOfSatisfying(
            Fact.CommandFailed.class,
            failed -> assertThat(failed.reason()).contains("no Docker engine"));
    assertThat(calls).hasValue(1);
  }

  /** Each time it is looked at, more time has passed than there is for a wait. */
  private static final class LeapingClock extends Clock {
    static final Duration LEAP = Duration.ofSeconds(10);
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      now = now.plus(LEAP);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  @DisplayName("What an engine refuses is refused at once")
  void engineRefuses() {
    assertThat(outcome(engineAwayFor(1, EngineException.Kind.REFUSED), Duration.ofMinutes(1)))
        .isInstanceOf(Fact.CommandFailed.class);
    assertThat(calls).hasValue(1);
  }
}
