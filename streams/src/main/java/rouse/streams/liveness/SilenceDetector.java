package rouse.streams.liveness;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;
import rouse.core.detection.SilenceLedger;
import rouse.core.detection.StoredWatch;
import rouse.core.detection.TransitionListener;
import rouse.streams.intake.DeadLetterPublisher;
import rouse.streams.intake.Decoders;

/**
 * Reads one partition of the heartbeat log into its ledger, and writes the ticks that it judges by.
 * It decodes by itself instead of behind a decoding step, since one hop per beat less is a tenth of
 * the whole.
 */
final class SilenceDetector
    implements Processor<byte[], byte[], Object, Object>, TransitionListener {
  /** How often the time of the newest tick is remembered; after a restart it says since when. */
  private static final long REMEMBER_TICK_MS = 10_000;

  private final LivenessSettings settings;
  private final int partitions;
  private final EventSigner signer;
  private final String deadLetterSink;
  private ProcessorContext<Object, Object> context;
  private DeadLetterPublisher deadLetters;
  private WatchStore memory;
  private SilenceLedger ledger;
  private TickWriter ticks;
  private MisroutedRecords strays;
  private LivenessMetrics metrics;
  private String source;
  private long rememberedTick;

  SilenceDetector(LivenessSettings settings, Topics topics, String deadLetterSink) {
    this.settings = settings;
    this.partitions = topics.heartbeats().partitions();
    this.signer = topics.signer();
    this.deadLetterSink = deadLetterSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    int partition = context.taskId().partition();
    source = "/streams/liveness/" + partition;
    deadLetters = new DeadLetterPublisher(context, deadLetterSink);
    metrics = new LivenessMetrics(context);
    ledger = new SilenceLedger(settings.adoption(), partition, this);
    KeyValueStore<String, byte[]> watches = context.getStateStore(WatchStore.NAME);
    memory = new WatchStore(watches);
    memory.restore(ledger);
    strays = new MisroutedRecords(context, memory, partitions);
    context.<LastHeardStore>getStateStore(LastHeardStore.NAME).show(ledger);
    ticks = new TickWriter(context);
    Duration interval = settings.tick();
    context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::writeTick);
  }

  private void writeTick(long now) {
    ticks.write(now);
    if (ticks.isOutOfSight(now)) {
      ledger.loseSight();
    }
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    try {
      RecordSize.refuseOver(Topics.LARGEST_EVENT, raw.key(), raw.value(), List.of());
      HeartbeatRecord heartbeat = decode(raw);
      if (heartbeat instanceof Tick tick) {
        read(tick, raw.timestamp());
      } else if (heartbeat instanceof Mark mark) {
        ledger.mark(mark, raw.timestamp(), offset());
      } else if (raw.key() == null) {
        throw new MalformedRecordException("the key is missing");
      } else if (strays.isStray(raw)) {
        // Nobody's beat is buried here: once moved, its letter would not say where it came in.
        SilenceLedger.requireName(Decoders.textKey(raw.key()));
        metrics.moved();
        context.forward(strays.moved(raw), NodeNames.MOVE_BEATS);
      } else {
        enter(raw, heartbeat);
      }
    } catch (MalformedRecordException | IllegalArgumentException unreadable) {
      metrics.buried();
      deadLetters.bury(raw, unreadable);
    }
  }

  /** Whatever decoding trips over is a property of the record: the next one must be served. */
  private HeartbeatRecord decode(Record<byte[], byte[]> raw) {
    try {
      HeartbeatRecord heartbeat = HeartbeatCodec.read(raw.headers(), raw.value());
      if (heartbeat instanceof Watch || heartbeat instanceof Unwatch) {
        signer.verify(raw.headers(), raw.key(), raw.value());
      } else if (!heartbeat.isOfModules()) {
        signer.verify(raw.headers(), raw.value());
      }
      return heartbeat;
    } catch (MalformedRecordException unreadable) {
      throw unreadable;
    } catch (RuntimeException unforeseen) {
      throw new MalformedRecordException("unreadable: " + unforeseen, unforeseen);
    }
  }

  private void enter(Record<byte[], byte[]> raw, HeartbeatRecord heartbeat) {
    byte[] key = raw.key();
    long at = raw.timestamp();
    long offset = offset();
    if (heartbeat instanceof LoadReport || heartbeat instanceof LoadWindow) {
      windowLoad(raw, heartbeat);
    } else if (heartbeat instanceof Beat beat) {
      // Its key is not decoded: the ledger knows nearly all of them by their bytes.
      Header route = raw.headers().lastHeader(HeartbeatCodec.ROUTE);
      ledger.beat(key, beat, route == null ? null : route.value(), at, offset);
      if (beat.load() != null) {
        windowLoad(raw, LoadReport.ofLoad(beat.incarnation(), beat.load()));
      }
    } else if (heartbeat instanceof Watch watch) {
      ledger.watch(Decoders.textKey(key), watch, at, offset);
    } else if (heartbeat instanceof Unwatch unwatch) {
      ledger.unwatch(Decoders.textKey(key), unwatch, at, offset);
    }
  }

  private void windowLoad(Record<byte[], byte[]> raw, HeartbeatRecord load) {
    context.<Object, Object>forward(
        new Record<>(Decoders.textKey(raw.key()), load, raw.timestamp()), NodeNames.WINDOW_LOAD);
  }

  private void read(Tick tick, long at) {
    boolean own = ticks.isOwn(tick);
    ledger.tick(own, at, offset());
    if (own) {
      long now = context.currentSystemTimeMs();
      ticks.readBack(now);
      strays.readUpTo(at, now);
      context.<Object, Object>forward(new Record<>(null, tick, at), NodeNames.WINDOW_LOAD);
      if (Math.abs(at - rememberedTick) >= REMEMBER_TICK_MS) {
        memory.rememberTick(at);
        rememberedTick = at;
      }
    }
  }

  private long offset() {
    return context.recordMetadata().orElseThrow().offset();
  }

  @Override
  public void tell(String id, Fact fact) {
    long now = context.currentSystemTimeMs();
    Envelope<Fact> event = Envelope.of(id, source, Instant.ofEpochMilli(now), fact);
    context.<Object, Object>forward(
        new Record<>(fact.platform(), event, now), NodeNames.WRITE_FACTS);
  }

  @Override
  public void remember(String key, StoredWatch entry) {
    memory.remember(key, entry);
  }

  @Override
  public void forget(String key) {
    memory.forget(key);
  }
}
