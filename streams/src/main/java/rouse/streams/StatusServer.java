package rouse.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.http.Guard;
import rouse.http.tls.HttpTls;
import rouse.streams.action.ActionMeters;
import rouse.streams.action.ActionQueries;
import rouse.streams.action.ActionRoutes;
import rouse.streams.action.ActionSettings;
import rouse.streams.action.AlertOutcomes;
import rouse.streams.clock.ReadProgress;
import rouse.streams.feed.EventFeed;
import rouse.streams.http.BeatApi;
import rouse.streams.http.EventApi;
import rouse.streams.http.HealthRoutes;
import rouse.streams.http.HttpListener;
import rouse.streams.http.LivenessMeters;
import rouse.streams.http.LivenessRoutes;
import rouse.streams.http.LogInbox;
import rouse.streams.http.Metrics;
import rouse.streams.http.OperatorRoutes;
import rouse.streams.http.PageRoutes;
import rouse.streams.http.PlatformMeters;
import rouse.streams.http.PlatformRoutes;
import rouse.streams.http.ProblemRoutes;
import rouse.streams.http.RouteGroup;
import rouse.streams.http.UsageRoutes;
import rouse.streams.liveness.LastHeardStore;
import rouse.streams.query.AttentionDecorator;
import rouse.streams.query.CopyLags;
import rouse.streams.query.DecideReads;
import rouse.streams.query.DeferredRead;
import rouse.streams.query.LivenessQueries;
import rouse.streams.query.Owners;
import rouse.streams.query.Peers;
import rouse.streams.query.PlatformQueries;
import rouse.streams.query.PlatformReads;
import rouse.streams.query.ReadinessCheck;
import rouse.streams.query.Standbys;
import rouse.streams.query.StoreLivenessReads;
import rouse.streams.query.StoreOwners;
import rouse.streams.query.UsageLog;

/** The listeners of the app; they answer before the cluster does, and say that they wait for it. */
final class StatusServer implements AutoCloseable {
  private final Settings settings;
  private final DeferredRead<StreamsPair> pair = new DeferredRead<>();
  private final List<HttpListener> listeners = new CopyOnWriteArrayList<>();
  private final LogInbox inbox;
  private final BeatApi beats;
  private final EventApi events;
  private final Peers peers;
  private final CopyLags lags;
  private final UsageLog usage;
  private final Metrics metrics = new Metrics();
  private final List<RouteGroup> groups;
  private final HttpListener status;

  StatusServer(Settings settings, Topics topics, InstantSource clock) {
    this.settings = settings;
    peers = new Peers(settings);
    lags = new CopyLags(() -> pair.get().decide());
    inbox = new LogInbox(settings.kafkaClient(), topics, clock);
    beats = new BeatApi(inbox, settings.optional(KnownSettings.BEAT_SECRET));
    events =
        new EventApi(
            new EventFeed(settings.kafkaClient(), topics),
            settings.number(KnownSettings.HTTP_CLIENTS));
    usage = new UsageLog(settings.kafkaClient(), topics);
    groups = routes(settings, topics, clock);
    status =
        listen(
            "http",
            settings.text(KnownSettings.HTTP_BIND),
            settings.number(KnownSettings.HTTP_PORT),
            HttpTls.of(settings),
            Guard.of(settings, KnownSettings.HTTP_BIND).withReadersOf(settings),
            groups);
  }

  /** All that the status API serves. */
  List<RouteGroup> groups() {
    return groups;
  }

  private List<RouteGroup> routes(Settings settings, Topics topics, InstantSource clock) {
    Supplier<KafkaStreams> observer = () -> pair.get().liveness();
    Supplier<KafkaStreams> decider = () -> pair.get().decide();
    StoreLivenessReads ledgers = new StoreLivenessReads(observer);
    metrics.beforeScrape(
        new LivenessMeters(metrics.registry(), ledgers::view, InstantSource.system()));
    Gauge.builder("rouse.followers", events, EventApi::count)
        .description("followers of /api/events")
        .register(metrics.registry());
    Owners platforms = owners(decider, DecideReads.STORE, topics.facts());
    LivenessQueries liveness =
        new LivenessQueries(
            ledgers, owners(observer, LastHeardStore.NAME, topics.heartbeats()), peers);
    DecideReads here = new DecideReads(decider, platforms, liveness::of);
    Standbys copies = new Standbys(here.ofCopies(), platforms, peers, lags::of);
    metrics.beforeScrape(
        new PlatformMeters(metrics.registry(), () -> here.platforms().platforms()));
    ActionQueries actions =
        new ActionQueries(
            decider,
            owners(decider, ActionQueries.DISPLAYS, topics.userDisplays()),
            owners(decider, ActionQueries.DELIVERIES, topics.deliveries()),
            peers);
    PlatformReads group =
        new AttentionDecorator(
            new PlatformQueries(here, platforms, peers, liveness, copies),
            actions::attend,
            new AlertOutcomes(actions, ActionSettings.from(settings).operators()));
    metrics.beforeScrape(new ActionMeters(metrics.registry(), actions::counts));
    return List.of(
        new PlatformRoutes(group, here, copies),
        new ActionRoutes(actions),
        new LivenessRoutes(liveness),
        new UsageRoutes(group, usage, clock),
        new OperatorRoutes(group, inbox),
        beats,
        events,
        new PageRoutes(),
        new ProblemRoutes(),
        new HealthRoutes(
            new ReadinessCheck(observer, decider, ledgers::view, () -> pair.get().restoration()),
            metrics::scrape,
            () -> topology(settings, topics)));
  }

  private Owners owners(Supplier<KafkaStreams> streams, String store, Topic<?, ?> topic) {
    return new StoreOwners(streams, store, topic, () -> pair.get().address());
  }

  private static String topology(Settings settings, Topics topics) {
    return Topologies.liveness(settings, topics, ReadProgress.UNKNOWN).describe()
        + "\n"
        + Topologies.decide(settings, topics, new SimpleMeterRegistry()).describe();
  }

  /** Where the topologies count what they do. */
  MeterRegistry meters() {
    return metrics.registry();
  }

  /** From now on there is something to ask. */
  void serve(StreamsPair started) {
    pair.set(started);
    inbox.carryAs("http/" + started.address(), this::turns);
    metrics.bind("liveness", started.liveness());
    metrics.bind("decide", started.decide());
  }

  /** Completes when every request that waits for a thread, wherever it came in, has got one. */
  private CompletableFuture<Void> turns() {
    return CompletableFuture.allOf(
        listeners.stream().map(HttpListener::turn).toArray(CompletableFuture[]::new));
  }

  int takeBeatsAt(String address, int port) {
    // Containers of this host's own networks have no certificates.
    return listen(
            "beats", address, port, Optional.empty(), Guard.at(settings, address), List.of(beats))
        .port();
  }

  int port() {
    return status.port();
  }

  private HttpListener listen(
      String name,
      String address,
      int port,
      Optional<HttpTls> tls,
      Guard guard,
      List<RouteGroup> groups) {
    HttpListener listener =
        new HttpListener(
            name, address, port, tls, guard.withOwnTokensAt(BeatApi.OWN_TOKENS), groups);
    listeners.add(listener);
    return listener;
  }

  @Override
  public void close() {
    events.close();
    listeners.forEach(HttpListener::close);
    inbox.close();
    peers.close();
    lags.close();
    usage.close();
    metrics.close();
  }
}
