package rouse.executor;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.HostUsage.BalancerServer;
import rouse.contracts.topic.Topics;
import rouse.executor.balance.LoadBalancers;
import rouse.executor.command.CommandLoop;
import rouse.executor.control.ControlPlane;
import rouse.executor.control.WishReader;
import rouse.executor.docker.watch.DockerWatch;
import rouse.executor.docker.watch.HeartbeatEmitter;
import rouse.executor.http.DecisionTail;
import rouse.executor.load.LoadReporter;
import rouse.executor.log.BeatWriter;
import rouse.executor.log.FactWriter;
import rouse.executor.log.KafkaClients;
import rouse.executor.log.UsageWriter;
import rouse.executor.observer.TickProbe;
import rouse.executor.usage.UsageReporter;

/** The executor's side towards Kafka: what it follows there, and what it writes. */
final class KafkaSide {
  private final Settings settings;
  private final Topics topics;
  private final ExecutorId id;
  private final DeclaredFile file;
  private final Clock clock;
  private final Parts parts;
  private final KafkaClients clients;
  private final FactWriter facts;
  private final FactWriter requests;

  /** Connects to nothing until something is written or followed. */
  KafkaSide(
      Settings settings,
      Topics topics,
      ExecutorId id,
      DeclaredFile file,
      Clock clock,
      Parts parts) {
    this.settings = settings;
    this.topics = topics;
    this.id = id;
    this.file = file;
    this.clock = clock;
    this.parts = parts;
    clients = new KafkaClients(settings, "rouse-executor-" + id.kafkaName());
    facts = parts.keep(new FactWriter(clients.producerOfFacts(), topics));
    requests =
        parts.keep(
            new FactWriter(
                () -> clients.producerOfRequests(settings.duration(KnownSettings.FAULTY_PATIENCE)),
                topics));
  }

  /** Writes a fact, however long the broker is away. */
  CompletionStage<Void> write(Envelope<Fact> fact) {
    return facts.write(fact);
  }

  /** A writer that gives up when the broker is away. */
  FactWriter requests() {
    return requests;
  }

  /** Not started yet. */
  DecisionTail decisions() {
    return parts.keep(
        new DecisionTail(clients.consumer(group() + "-answers", "latest"), topics, file.name()));
  }

  TickProbe ticks() {
    return new TickProbe(settings, topics, group() + "-observer");
  }

  void followWishes(ControlPlane controlPlane) {
    parts
        .keep(
            new WishReader(
                clients.consumer(group() + "-wishes", "latest"),
                topics,
                file.name(),
                controlPlane::take))
        .start();
  }

  /** Beats for the containers that run, as Docker says how they are, and reports what they use. */
  void beat(ContainerSide containers) {
    HostId host = id.host();
    DockerWatch events = containers.events();
    Producer<byte[], byte[]> producer = clients.producerOfBeats();
    BeatWriter beats = parts.keep(new BeatWriter(producer, topics, host, clock));
    HeartbeatEmitter emitter =
        parts.keep(new HeartbeatEmitter(file::spec, host, events::running, beats::write));
    events.onFact(fact -> emitter.changed());
    events.onResync(emitter::changed);
    emitter.start();
    parts
        .keep(
            new LoadReporter(
                file::spec,
                events::running,
                containers.usage()::look,
                containers.balancers()::sessions,
                beats::write))
        .start();
    parts
        .keep(
            new UsageReporter(
                host.id(),
                settings.duration(KnownSettings.USAGE_INTERVAL),
                events::running,
                containers.counters()::look,
                () -> servers(containers.balancers()),
                new UsageWriter(producer, topics, host, clock)::write))
        .start();
  }

  private Map<String, List<BalancerServer>> servers(LoadBalancers balancers) {
    return file.now().balancers().isEmpty() ? Map.of() : Map.of(file.name(), balancers.servers());
  }

  /** Once more does nothing. */
  void followWorkers(LoadBalancers balancers) {
    balancers.start(
        () -> clients.consumer(group() + "-balance", "earliest"), topics.loadBalancer().name());
  }

  void followCommands(ContainerSide containers) {
    parts
        .keep(
            new CommandLoop(
                clients.consumer(group(), "earliest"),
                topics,
                containers.ownership()::owns,
                containers.work()::expect,
                containers.execution(),
                facts,
                containers.lanes(),
                containers.probes()))
        .start();
  }

  private String group() {
    return settings.text(KnownSettings.APPLICATION_ID) + "-executor-" + id.kafkaName();
  }
}
