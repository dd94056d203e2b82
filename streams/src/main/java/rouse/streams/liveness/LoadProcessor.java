package rouse.streams.liveness;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.LoadObserved;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.core.load.LoadMerger;
import rouse.core.load.LoadPanes;

/**
 * Load of one partition: its reports into windows, and the windows of all partitions into facts,
 * for the modules whose name belongs here. It stores nothing: after a restart the first window is
 * told when it has been seen as a whole.
 */
final class LoadProcessor implements Processor<Object, Object, Object, Object> {
  /** What modules are declared changes seldom. */
  private static final long LOOK_AT_DECLARATIONS_MS = 1000;

  private final int partitions;
  private ProcessorContext<Object, Object> context;
  private KeyValueStore<String, String> declared;
  private LoadPanes panes;
  private LoadMerger merger;
  private LivenessMetrics metrics;
  private String source;
  private long lookedAt;

  LoadProcessor(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    int partition = context.taskId().partition();
    source = "/streams/liveness/" + partition;
    declared = context.getStateStore(DeclaredNames.STORE);
    panes = new LoadPanes(partition);
    merger = new LoadMerger(partitions);
    metrics = new LivenessMetrics(context);
    panes.expect(DeclaredNames.loadWindows(declared));
  }

  @Override
  public void process(Record<Object, Object> read) {
    switch (read.value()) {
      case LoadReport report -> panes.report((String) read.key(), report, read.timestamp());
      case LoadWindow window -> {
        if (panes.expects(window.platform(), window.module())) {
          take(window);
        }
      }
      case Tick tick -> tick(read.timestamp());
      default -> throw new IllegalStateException("not a record of load: " + read.value());
    }
  }

  private void take(LoadWindow window) {
    long before = merger.late();
    merger.take(window, this::tell);
    if (merger.late() > before) {
      metrics.late();
    }
  }

  private void tick(long at) {
    if (Math.abs(at - lookedAt) >= LOOK_AT_DECLARATIONS_MS) {
      lookedAt = at;
      panes.expect(DeclaredNames.loadWindows(declared));
    }
    panes.tick(at, this::send);
    merger.tick(at, this::tell);
  }

  private void send(LoadWindow window) {
    long now = context.currentSystemTimeMs();
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, window, source, Instant.ofEpochMilli(now));
    String key = window.platform() + "/" + window.module();
    context.<Object, Object>forward(
        new Record<>(key, window, now, headers), NodeNames.WRITE_LOAD_WINDOWS);
  }

  private void tell(LoadObserved fact) {
    long now = context.currentSystemTimeMs();
    String id = "load/%s/%s/%s".formatted(fact.platform(), fact.module(), fact.to());
    Envelope<Fact> event = Envelope.of(id, source, Instant.ofEpochMilli(now), fact);
    context.<Object, Object>forward(
        new Record<>(fact.platform(), event, now), NodeNames.WRITE_LOAD_FACTS);
  }
}
