package rouse.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.it.DevProcess;
import rouse.it.EventLog;
import rouse.it.TestPlatform;
import rouse.it.faults.RecoveryVerifier.Injected;

/**
 * A day's beats, requests and deaths in half an hour: broker, streams app and executor in one
 * process, whose heap, memory, threads and files must stay as they are. Run by {@code
 * scripts/faults}.
 */
@DisplayName("Soak")
class SoakFaults {
  private static final Duration LENGTH =
      Duration.ofMinutes(Integer.getInteger("rouse.faults.soak", 30));

  /** Fifty times the twelve modules of a platform that beat every three seconds. */
  private static final int BEATS_PER_SECOND = 200;

  private static final int REQUESTS_PER_SECOND = 10;
  private static final int MODULES = 50;

  /** Fifty times two an hour. */
  private static final Duration BETWEEN_DEATHS = Duration.ofSeconds(36);

  private static final Pattern USED =
      Pattern.compile("(?:DefNew|Tenured|generation) .*used (\\d+)K");
  private static final String SERVICES =
      """
      self: { image: BEATER, deploy: { replicas: 8 }, x-rouse: { kind: worker, heartbeat: { source: self, timeout: 5s }, recovery: { attempts: 50 } } }
      watched: { image: BEATER, deploy: { replicas: 8 }, x-rouse: { kind: worker, recovery: { attempts: 50 } } }
      """;

  private final List<Injected> injected = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final AtomicLong number = new AtomicLong();
  private TestPlatform platform;
  private DevProcess dev;

  private record Sample(double heapMiB, double residentMiB, double threads, double files) {}

  @Test
  @DisplayName("heap, resident memory, threads and open files stay flat, every death is recovered")
  void flat() throws Exception {
    platform = TestPlatform.of("soak", SERVICES);
    ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
    try {
      dev = platform.dev();
      dev.start().awaitAlive();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", dev.kafka(), "linger.ms", 0),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        every(load, BEATS_PER_SECOND, () -> beat(producer));
        every(load, REQUESTS_PER_SECOND, () -> request(producer));
        Instant end = Instant.now().plus(LENGTH);
        for (int death = 0; Instant.now().isBefore(end); death++) {
          Instant next = Instant.now().plus(BETWEEN_DEATHS);
          strike(death);
          samples.add(sample());
          Observers.soon().until(() -> Instant.now().isAfter(next));
        }
        load.shutdownNow();
      }
      judge("heap after a collection, MiB", Sample::heapMiB, 0.15, 6);
      judge("resident memory, MiB", Sample::residentMiB, 0.10, 10);
      judge("threads", Sample::threads, 0, 6);
      judge("open files", Sample::files, 0, 12);
      Observers.soon().until(() -> dev.incidents().stream().allMatch(i -> i.closedAt() != null));
      EventLog log = new EventLog(dev.kafka());
      assertThat(RecoveryVerifier.complaints(log.facts(), log.commands(), injected))
          .allMatch(complaint -> complaint.contains("/module-"));
      Measured.say(
          "soak",
          "%d minutes, %d beats and requests, %d deaths"
              .formatted(LENGTH.toMinutes(), number.get(), injected.size()));
    } finally {
      load.shutdownNow();
      if (dev != null) {
        dev.close();
      }
      platform.close();
    }
  }

  private static void every(ScheduledExecutorService clock, int perSecond, Runnable work) {
    var unused = clock.scheduleAtFixedRate(work, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
  }

  private void beat(KafkaProducer<byte[], byte[]> producer) {
    long n = number.incrementAndGet();
    String beat = "{\"module\":\"module-%d\",\"ts\":%d,\"Status\":1}".formatted(n % MODULES, n);
    producer.send(new ProducerRecord<>("HeartBeat", beat.getBytes(UTF_8)));
  }

  private void request(KafkaProducer<byte[], byte[]> producer) {
    long n = number.incrementAndGet();
    String body =
        "{\"action_center\":{\"service_id\":%d,\"request_id\":\"r%d\",\"user_display\":\"%d\",\"sensor_manager\":[{\"sensor_id\":\"s%d\",\"command\":\"%d\"}]}}"
            .formatted(n % 30, n, n, n % 100, n);
    producer.send(new ProducerRecord<>("action_manager", body.getBytes(UTF_8)));
  }

  /** One by turns, and until its successor lives. */
  private void strike(int death) throws Exception {
    int slot = death / 2 % 8;
    boolean hangs = death % 2 == 0;
    InstanceStatus victim = instance(hangs ? "self" : "watched", slot);
    injected.add(new Injected(victim.containerId(), true));
    if (hangs) {
      platform.engine().freeze(victim.containerId());
    } else {
      platform.engine().crash(victim.containerId());
    }
    Observers.soon()
        .until(
            () -> {
              InstanceStatus now = instance(hangs ? "self" : "watched", slot);
              return now.incarnation() > victim.incarnation() && now.incident() == null;
            });
  }

  private InstanceStatus instance(String module, int slot) throws Exception {
    return dev.status().modules().stream()
        .filter(m -> m.module().equals(module))
        .findFirst()
        .orElseThrow()
        .instances()
        .get(slot);
  }

  private Sample sample() throws Exception {
    long pid = dev.state().path("pid").asLong();
    jcmd(pid, "GC.run");
    double heap = 0;
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    while (used.find()) {
      heap += Long.parseLong(used.group(1)) / 1024.0;
    }
    assertThat(heap).isPositive();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return new Sample(heap, status(pid, "VmRSS") / 1024.0, status(pid, "Threads"), files.count());
    }
  }

  private static long status(long pid, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static String jcmd(long pid, String what) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process = new ProcessBuilder(jcmd, "" + pid, what).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The last quarter against the second: the first is where caches fill and code is compiled. */
  private void judge(String name, ToDoubleFunction<Sample> of, double share, double more) {
    double early = mean(of, samples.size() / 4, samples.size() / 2);
    double late = mean(of, samples.size() * 3 / 4, samples.size());
    Measured.say(
        "soak", "%s: %.0f in the second quarter, %.0f in the last".formatted(name, early, late));
    assertThat(late).as("%s: %s", name, samples).isLessThanOrEqualTo(early * (1 + share) + more);
  }

  private double mean(ToDoubleFunction<Sample> of, int from, int to) {
    return samples.subList(from, to).stream().mapToDouble(of).average().orElseThrow();
  }
}
