package rouse.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import rouse.it.TestCluster;
import rouse.streams.liveness.LastHeardStore;
import rouse.streams.liveness.LivenessConfig;
import rouse.streams.liveness.LivenessView;

/** A topology that runs with one thread as it is shipped, and how fast it reads. */
public final class StreamsRun implements AutoCloseable {
  private static final long PATIENCE_S = 300;
  private final String name;
  private final KafkaStreams streams;

  /** One of the liveness application. */
  StreamsRun(TestCluster cluster, String name, Topology topology) {
    this(cluster, name, name, topology);
  }

  /**
   * One of the liveness application.
   *
   * @param application id, the same for processes that share the work
   * @param folder of its state, another for each process
   */
  public StreamsRun(TestCluster cluster, String application, String folder, Topology topology) {
    this(cluster, application, folder, topology, LivenessConfig.streamsProperties());
  }

  /**
   * @param shipped how its application is configured
   */
  StreamsRun(
      TestCluster cluster,
      String application,
      String folder,
      Topology topology,
      Map<String, Object> shipped) {
    this.name = application;
    Properties config = new Properties();
    config.putAll(shipped);
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrap());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    config.put(StreamsConfig.STATE_DIR_CONFIG, cluster.folder(folder).toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    config.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    streams = new KafkaStreams(topology, config);
  }

  /** What it knows of who is alive. */
  public LivenessView view() {
    return streams.store(
        StoreQueryParameters.fromNameAndType(LastHeardStore.NAME, LivenessView.TYPE));
  }

  /** Starts it and waits until it runs. */
  public StreamsRun start() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    streams.start();
    if (!running.await(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the topology did not start within " + PATIENCE_S + " s");
    }
    return this;
  }

  /** Records that the thread has processed. */
  long processed() {
    return streams.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals("process-total"))
        .filter(entry -> entry.getKey().group().equals("stream-thread-metrics"))
        .mapToLong(entry -> ((Number) entry.getValue().metricValue()).longValue())
        .sum();
  }

  /** Records of one topic that the thread has taken in hand; its consumer may have fetched more. */
  long consumed(String topic) {
    return streams.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals("records-consumed-total"))
        // The consumer counts what it fetches under the same name.
        .filter(entry -> entry.getKey().group().equals("stream-topic-metrics"))
        .filter(entry -> topic.equals(entry.getKey().tags().get("topic")))
        .mapToLong(entry -> ((Number) entry.getValue().metricValue()).longValue())
        .sum();
  }

  /**
   * How fast records were processed.
   *
   * @param perSecond of the clock on the wall
   * @param perCpuSecond of the thread that processes: what other programs on the machine take away
   *     does not count
   */
  record Rate(double perSecond, double perCpuSecond) {}

  /** Records per second between two counts. */
  Rate rate(LongSupplier count, long from, long to) throws InterruptedException {
    await(count, from);
    long counted = count.getAsLong();
    long cpu = cpuNanos();
    long begun = System.nanoTime();
    await(count, to);
    double records = count.getAsLong() - counted;
    double wall = System.nanoTime() - begun;
    return new Rate(records * 1e9 / wall, records * 1e9 / (cpuNanos() - cpu));
  }

  /** CPU time of the stream thread. */
  private long cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(
            thread -> thread != null && thread.getThreadName().matches(name + "-.*StreamThread-1"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }

  /** CPU time of all its threads: those of its clients as well. */
  double cpuSecondsOfAll() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(thread -> thread != null && thread.getThreadName().contains(name + "-"))
            .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
            .sum()
        / 1e9;
  }

  private static void await(LongSupplier count, long wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (count.getAsLong() < wanted) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("stuck at " + count.getAsLong() + " of " + wanted);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    streams.close();
  }
}
