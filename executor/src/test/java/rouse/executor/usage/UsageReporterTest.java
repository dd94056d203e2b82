package rouse.executor.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.HostUsage.BalancerServer;
import rouse.contracts.topic.HostUsage.InstanceUsage;
import rouse.executor.docker.ContainerCounters.Look;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.watch.RunningContainer;

@DisplayName("Usage of containers")
class UsageReporterTest {
  private static final Duration EVERY = Duration.ofSeconds(15);
  private final Map<String, Long> processorNanos = new HashMap<>();
  private final List<HostUsage> reports = new ArrayList<>();
  private final List<String> platforms = new ArrayList<>();
  private final Map<String, List<BalancerServer>> servers = new HashMap<>();
  private Collection<RunningContainer> running = List.of();
  private Duration lookTakes = Duration.ZERO;
  private long now = 1;

  private final UsageReporter reporter =
      new UsageReporter(
          "host-a",
          EVERY,
          () -> running,
          this::look,
          () -> Map.copyOf(servers),
          this::take,
          () -> now);

  private Optional<Look> look(String id) {
    now += lookTakes.toNanos();
    Long nanos = processorNanos.get(id);
    if (nanos == null) {
      throw new EngineException(EngineException.Kind.NOT_FOUND, "no such container", null);
    }
    return Optional.of(
        new Look(OptionalLong.of(nanos), OptionalLong.of(5_000_000), OptionalLong.empty()));
  }

  private void take(String platform, HostUsage usage) {
    platforms.add(platform);
    reports.add(usage);
  }

  private static RunningContainer container(String id, String module) {
    return new RunningContainer(
        new ManagedContainer(
            id,
            "shop-" + module + "-1",
            new InstanceId("shop", module, 1),
            1,
            Optional.empty(),
            Optional.empty(),
            ContainerPhase.RUNNING,
            Optional.empty()),
        Optional.empty());
  }

  @Test
  @DisplayName("R1 processors are counted between two looks; before the second they are unknown")
  void processors() {
    running = List.of(container("c1", "web"));
    processorNanos.put("c1", 1_000_000_000L);
    reporter.measure();
    now += EVERY.toNanos();
    processorNanos.put("c1", 1_000_000_000L + EVERY.toNanos() / 4);
    reporter.measure();
    assertThat(reports)
        .extracting(HostUsage::instances)
        .containsExactly(
            List.of(new InstanceUsage("web", 1, null, 5_000_000L, null)),
            List.of(new InstanceUsage("web", 1, 0.25, 5_000_000L, null)));
    assertThat(platforms).containsOnly("shop");
  }

  @Test
  @DisplayName("R1 a container that was made anew starts anew, and one that is gone is left out")
  void anew() {
    running = List.of(container("c1", "web"));
    processorNanos.put("c1", 9_000_000_000L);
    reporter.measure();
    running = List.of(container("c2", "web"), container("c3", "db"));
    processorNanos.put("c2", 10L);
    now += EVERY.toNanos();
    reporter.measure();
    assertThat(reports.getLast().instances())
        .containsExactly(new InstanceUsage("web", 1, null, 5_000_000L, null));
  }

  @Test
  @DisplayName("A round that takes long is broken off, and the next one goes on with the next")
  void brokenOff() {
    running = List.of(container("a", "a"), container("b", "b"), container("c", "c"));
    running.forEach(each -> processorNanos.put(each.container().id(), 1L));
    lookTakes = Duration.ofSeconds(4);
    reporter.measure();
    reporter.measure();
    assertThat(reports)
        .extracting(report -> report.instances().stream().map(InstanceUsage::module).toList())
        .containsExactly(List.of("a", "b"), List.of("c", "a"));
  }

  @Test
  @DisplayName("R46 servers of a balancer are told when one changes, and now and then")
  void servers() {
    BalancerServer up = new BalancerServer("lb", "worker_1", "10.0.0.2:5000", "UP", 3, 0);
    servers.put("shop", List.of(up));
    reporter.tellServers();
    reporter.tellServers();
    assertThat(reports).extracting(HostUsage::servers).containsExactly(List.of(up));
    BalancerServer drains = new BalancerServer("lb", "worker_1", "10.0.0.2:5000", "DRAIN", 3, 0);
    servers.put("shop", List.of(drains));
    reporter.tellServers();
    assertThat(reports.getLast().servers()).containsExactly(drains);
    now += Duration.ofSeconds(16).toNanos();
    reporter.tellServers();
    reporter.tellServers();
    assertThat(reports).hasSize(3);
  }
}
