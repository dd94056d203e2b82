package rouse.streams.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.topic.PlatformNames;
import rouse.contracts.topic.WorkerAnnouncement;
import rouse.core.state.DecisionRecord;
import rouse.core.state.PlatformState;

/** From decisions to records: each to its topic, and what it entails to the others. */
final class DecideOutputs {
  static final String DECISIONS = "write_decisions";
  static final String COMMANDS = "write_commands";
  static final String WATCHES = "write_watches";
  static final String TIME = "write_time_passed";
  static final String NAMES = "write_declared_names";
  static final String WORKERS = "write_worker_announcements";
  static final String SOURCE = "/streams/decide";

  /** Longer than a commit takes: a command that is written after its deadline is refused. */
  private static final Duration PROBE_DELAY = Duration.ofSeconds(10);

  private final ProcessorContext<Object, Object> context;

  DecideOutputs(ProcessorContext<Object, Object> context) {
    this.context = context;
  }

  Envelope<Decision> envelope(DecisionRecord decided) {
    return new Envelope<>(
        decided.id(),
        SOURCE,
        now(),
        decided.correlationId(),
        decided.causationId(),
        null,
        decided.body());
  }

  Envelope<Command> envelope(DecisionRecord decided, Decision.CommandIssued issued) {
    return new Envelope<>(
        issued.commandId(),
        SOURCE,
        now(),
        decided.correlationId(),
        decided.id(),
        null,
        issued.command());
  }

  private Envelope<Command> envelope(DecisionRecord decided, Decision.HealthProbeOrdered ordered) {
    return new Envelope<>(
        ordered.commandId(),
        SOURCE,
        now(),
        decided.correlationId(),
        decided.id(),
        null,
        new Command.Probe(
            ordered.instance(),
            ordered.incarnation(),
            ordered.host(),
            ordered.until().plus(PROBE_DELAY)));
  }

  /** A record for a sink, written down: to send it cannot fail because of what it says. */
  record Output(Record<Object, Object> record, String sink) {}

  /**
   * What a decision entails, and itself.
   *
   * @param hosts executors that are watched no longer when the platform is down
   */
  List<Output> of(DecisionRecord decided, Iterable<String> hosts, Instant at) {
    List<Output> all = new ArrayList<>();
    Decision body = decided.body();
    all.add(event(body.platform(), envelope(decided), at, DECISIONS));
    if (decided.elsewhere()) {
      return all;
    }
    switch (body) {
      case Decision.CommandIssued c ->
          all.add(event(c.platform(), envelope(decided, c), at, COMMANDS));
      case Decision.HealthProbeOrdered p ->
          all.add(event(p.platform(), envelope(decided, p), at, COMMANDS));
      case Decision.WatchBegun w ->
          all.add(
              heartbeat(
                  w.instance().toString(),
                  new HeartbeatRecord.Watch(
                      w.incarnation(), w.timeout(), w.startup(), w.platform(), w.most()),
                  at));
      case Decision.WatchEnded w ->
          all.add(
              heartbeat(w.instance().toString(), new HeartbeatRecord.Unwatch(w.incarnation()), at));
      case Decision.HostWatchBegun w ->
          all.add(
              heartbeat(
                  beatsOf(w.host(), w.platform()),
                  new HeartbeatRecord.Watch(0, w.timeout(), w.startup(), w.platform()),
                  at));
      case Decision.PlatformDown d ->
          hosts.forEach(
              h ->
                  all.add(heartbeat(beatsOf(h, d.platform()), new HeartbeatRecord.Unwatch(0), at)));
      default -> {
        // Everything else is for those who read the decisions; alerts are gathered there first.
      }
    }
    return all;
  }

  void send(Output output) {
    context.<Object, Object>forward(output.record(), output.sink());
  }

  /**
   * What the modules are called, for those who must know it when the facts are no longer kept; none
   * when there is none.
   */
  List<Output> names(PlatformState state) {
    List<ModuleSpec> modules =
        state.modules().bootOrder().stream().map(m -> state.modules().get(m).spec()).toList();
    Map<String, ModuleSpec.Kind> kinds =
        modules.stream().collect(Collectors.toMap(ModuleSpec::name, ModuleSpec::kind));
    Map<String, Duration> loadWindows =
        modules.stream()
            .filter(m -> m.scale() != null && m.scale().followsLoad())
            .collect(Collectors.toMap(ModuleSpec::name, m -> m.scale().window()));
    byte[] value = new PlatformNames(kinds, loadWindows).toBytes();
    String platform = state.header().platform();
    return kinds.isEmpty()
        ? List.of()
        : List.of(
            new Output(
                new Record<>(platform, value, now().toEpochMilli(), subject(platform)), NAMES));
  }

  /** For load balancers. */
  Output announcement(String platform, WorkerAnnouncement announcement) {
    return new Output(
        new Record<>(platform, announcement.toBytes(), now().toEpochMilli()), WORKERS);
  }

  private static String beatsOf(String host, String platform) {
    return new ExecutorId(new HostId(host), platform).heartbeatKey();
  }

  /** A timer is due; it fires when this is read back. */
  void timePassed(String platform, Instant due, Instant now) {
    String id = "time/" + platform + "/" + now.toEpochMilli();
    send(
        event(
            platform, Envelope.of(id, SOURCE, now, new Fact.TimePassed(platform, due)), now, TIME));
  }

  private static Headers subject(String platform) {
    Headers headers = new RecordHeaders();
    return headers.add(CloudEvents.SUBJECT, CloudEvents.utf8(platform));
  }

  private Output heartbeat(String key, HeartbeatRecord record, Instant at) {
    RecordHeaders headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, record, SOURCE, now());
    HeartbeatCodec.writeSubject(headers, key);
    byte[] value = HeartbeatCodec.write(record);
    return new Output(new Record<>(key, value, at.toEpochMilli(), headers), WATCHES);
  }

  private static Output event(
      String key, Envelope<? extends Event> event, Instant at, String sink) {
    byte[] value = CloudEvents.body(event.body());
    return new Output(
        new Record<>(key, value, at.toEpochMilli(), CloudEvents.headers(event)), sink);
  }

  private Instant now() {
    return Instant.ofEpochMilli(context.currentSystemTimeMs());
  }
}
