package rouse.streams;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.streams.http.BeatApi;
import rouse.streams.http.Guard;
import rouse.streams.http.HealthRoutes;
import rouse.streams.http.HttpListener;
import rouse.streams.http.LogInbox;
import rouse.streams.http.OperatorRoutes;
import rouse.streams.http.PlatformRoutes;
import rouse.streams.http.RouteGroup;
import rouse.streams.query.DecideReads;
import rouse.streams.query.Late;
import rouse.streams.query.NotReady;
import rouse.streams.query.PlatformReads;

/** The listeners of the app; they answer before the cluster does, and say that they wait for it. */
final class StatusServer implements AutoCloseable {
  private final Late<StreamsPair> pair = new Late<>();
  private final List<HttpListener> listeners = new CopyOnWriteArrayList<>();
  private final LogInbox inbox;
  private final BeatApi beats;
  private final HttpListener status;

  StatusServer(Settings settings, Topics topics, InstantSource clock) {
    inbox = new LogInbox(settings.kafkaClient(), topics, clock);
    beats = new BeatApi(inbox, settings.optional(KnownSettings.BEAT_SECRET));
    status =
        listen(
            "http",
            settings.text(KnownSettings.HTTP_BIND),
            settings.number(KnownSettings.HTTP_PORT),
            routes(settings, topics));
  }

  private List<RouteGroup> routes(Settings settings, Topics topics) {
    PlatformReads here = new DecideReads(() -> pair.get().decide());
    Guard guard =
        new Guard(
            settings.optional(KnownSettings.HTTP_TOKEN), settings.text(KnownSettings.HTTP_BIND));
    return List.of(
        new PlatformRoutes(here, here),
        new OperatorRoutes(here, inbox, guard),
        beats,
        new HealthRoutes(this::obstacles, () -> "", () -> topology(settings, topics)));
  }

  private static String topology(Settings settings, Topics topics) {
    return Topologies.liveness(settings, topics).describe()
        + "\n"
        + Topologies.decide(settings, topics).describe();
  }

  private List<String> obstacles() {
    try {
      return pair.get().obstacles();
    } catch (NotReady e) {
      return List.of(e.getMessage());
    }
  }

  /** From now on there is something to ask. */
  void serve(StreamsPair started) {
    pair.set(started);
  }

  int takeBeatsAt(String address, int port) {
    return listen("beats", address, port, List.of(beats)).port();
  }

  int port() {
    return status.port();
  }

  private HttpListener listen(String name, String address, int port, List<RouteGroup> groups) {
    HttpListener listener = new HttpListener(name, address, port, groups);
    listeners.add(listener);
    return listener;
  }

  @Override
  public void close() {
    listeners.forEach(HttpListener::close);
    inbox.close();
  }
}
