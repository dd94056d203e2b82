package rouse.executor.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.platform.BalancePolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleTarget;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerUsage.Usage;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.watch.RunningContainer;

class LoadReporterTest {
  private static final InstanceId WORKER = new InstanceId("ias", "worker", 1);
  private final Queue<LoadReport> reports = new ConcurrentLinkedQueue<>();
  private HttpServer worker;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean endless;
  private volatile String answer = "{\"cpu_load\":0.25,\"mem_load\":57.2}";

  @BeforeEach
  void open() throws Exception {
    worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    worker.createContext(
        "/get_load",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = answer.getBytes(UTF_8);
          // Nothing follows what was promised.
          exchange.sendResponseHeaders(200, endless ? 1000 : body.length == 0 ? -1 : body.length);
          if (endless) {
            exchange.getResponseBody().flush();
            return;
          }
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    worker.start();
  }

  @AfterEach
  void close() {
    worker.stop(0);
  }

  private LoadReporter reporter(LoadReporter.Usages usages, ScaleMetric... metrics) {
    List<ScaleTarget> targets =
        List.of(metrics).stream().map(metric -> new ScaleTarget(metric, 0.5)).toList();
    ModuleSpec module =
        new ModuleSpec(
                "worker",
                ModuleSpec.Kind.WORKER,
                null,
                1,
                null,
                null,
                null,
                ScalePolicy.of(1, 3, targets, Duration.ofSeconds(2), null, null, null),
                null,
                null,
                false,
                false,
                null)
            .announced(new BalancePolicy(worker.getAddress().getPort()));
    PlatformSpec platform = new PlatformSpec("ias", List.of(module), List.of());
    ManagedContainer container =
        new ManagedContainer(
            "c1",
            "ias-worker-1",
            WORKER,
            7,
            Optional.empty(),
            Optional.empty(),
            ContainerPhase.RUNNING,
            Optional.of("127.0.0.1"));
    return new LoadReporter(
        () -> platform,
        () -> List.of(new RunningContainer(container, Optional.empty())),
        usages,
        () -> Map.of(WORKER, 4L),
        (key, report) -> {
          assertThat(key).isEqualTo("ias/worker/1");
          reports.add(report);
        });
  }

  @Test
  @DisplayName("R48 a worker is measured by what its scale asks for, and by nothing else")
  void measures() {
    Usage usage = new Usage(Optional.of(0.5), Optional.of(0.75));
    try (LoadReporter reporter =
        reporter(id -> usage, ScaleMetric.LOAD, ScaleMetric.CPU, ScaleMetric.SESSIONS)) {
      reporter.start();
      await().until(() -> !reports.isEmpty());
    }
    assertThat(reports).contains(new LoadReport(7, 0.25, 0.5, null, 4.0));
  }

  @Test
  @DisplayName("R48 what cannot be measured is missing in the report, and never zero")
  void missing() {
    answer = "I am busy";
    try (LoadReporter reporter =
        reporter(
            id -> new Usage(Optional.empty(), Optional.of(0.75)),
            ScaleMetric.LOAD,
            ScaleMetric.CPU,
            ScaleMetric.MEMORY)) {
      reporter.start();
      await().until(() -> !reports.isEmpty());
    }
    assertThat(reports).contains(new LoadReport(7, null, null, 0.75, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "I am busy",
        "{\"cpu_load\":-0.1}",
        "{\"cpu_load\":1e999}",
        "{\"cpu_load\":2000000000}",
        "{\"cpu_load\":\"0.5\"}",
        "{\"cpu_load\":{\"cpu_load\":1}}",
        "{\"cpu_load\":0.5"
      })
  @DisplayName("R48 an answer that is no load is none")
  void garbage(String answered) {
    assertThat(LoadAnswer.read(answered)).isEmpty();
  }

  @Test
  @DisplayName("R48 a worker whose answer has no end is given up, and asked again")
  void endless() {
    endless = true;
    try (LoadReporter reporter =
        reporter(id -> new Usage(Optional.empty(), Optional.empty()), ScaleMetric.LOAD)) {
      reporter.start();
      await().until(() -> asked.get() > 1);
    }
    assertThat(reports).isEmpty();
  }
}
