package rouse.executor.docker.watch;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.EventsCmd;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import rouse.executor.docker.engine.Engine;

/**
 * One connection to the engine's events about the containers of a scope, over a client of its own.
 * It ends when the connection does; the engine repeats what it still knows (256 events) when asked
 * with {@code since}.
 */
public final class EventStream implements Closeable {
  private static final Duration BACKLOG_DEADLINE = Duration.ofSeconds(10);
  private final DockerClient client;
  private final ResultCallback.Adapter<Event> callback;
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

  /** An event, or the end of the stream. */
  private sealed interface Item {
    record Arrived(EngineEvent event) implements Item {}

    record Ended(String reason) implements Item {}
  }

  private EventStream(Engine engine, EventScope scope, Instant since) {
    this.client = engine.openStreamClient();
    this.callback = callback();
    events(client, scope).withSince(stamp(since)).exec(callback);
  }

  /** Opens a stream that begins with what happened after {@code since}. */
  static EventStream open(Engine engine, EventScope scope, Instant since) {
    return new EventStream(engine, scope, since);
  }

  /** What the engine still knows of the time between. */
  public static List<EngineEvent> backlog(
      Engine engine, EventScope scope, Instant since, Instant until) {
    return engine.call("ask for past events", BACKLOG_DEADLINE, c -> past(c, scope, since, until));
  }

  /**
   * Whether the engine that answers a new connection is the one that told of an event. Its memory
   * does not outlive it.
   */
  static boolean isRemembered(Engine engine, EventScope scope, EngineEvent told) {
    return engine
        .callAnew(
            "ask for an event again",
            c -> past(c, scope, told.at().minusMillis(1), told.at().plusMillis(1)))
        .filter(known -> known.contains(told))
        .isPresent();
  }

  private static List<EngineEvent> past(
      DockerClient client, EventScope scope, Instant since, Instant until) {
    List<EngineEvent> found = new ArrayList<>();
    var collect =
        new ResultCallback.Adapter<Event>() {
          @Override
          public void onNext(Event event) {
            EngineEvent.of(event).ifPresent(found::add);
          }
        };
    events(client, scope).withSince(stamp(since)).withUntil(stamp(until)).exec(collect);
    try {
      collect.awaitCompletion();
    } catch (InterruptedException e) {
      closeQuietly(collect);
      Thread.currentThread().interrupt();
    }
    return List.copyOf(found);
  }

  private static EventsCmd events(DockerClient client, EventScope scope) {
    return scope.narrow(client.eventsCmd().withEventTypeFilter(EventType.CONTAINER));
  }

  /** Seconds and nanoseconds, which the engine takes on both ends of its range. */
  private static String stamp(Instant at) {
    return "%d.%09d".formatted(at.getEpochSecond(), at.getNano());
  }

  private ResultCallback.Adapter<Event> callback() {
    return new ResultCallback.Adapter<>() {
      @Override
      public void onNext(Event event) {
        EngineEvent.of(event).ifPresent(e -> items.add(new Item.Arrived(e)));
      }

      @Override
      public void onError(Throwable thrown) {
        // Whoever reads the items says what happened; the library's own words would be a stack
        // trace.
        items.add(new Item.Ended(String.valueOf(thrown.getMessage())));
      }

      @Override
      public void onComplete() {
        items.add(new Item.Ended("the engine closed it"));
        super.onComplete();
      }
    };
  }

  /**
   * The next event; null when none came in time.
   *
   * @throws IOException when the stream has ended
   */
  EngineEvent next(Duration patience) throws IOException, InterruptedException {
    return switch (items.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      case null -> null;
      case Item.Arrived arrived -> arrived.event();
      case Item.Ended ended -> throw new IOException(ended.reason());
    };
  }

  @Override
  public void close() {
    closeQuietly(callback);
    closeQuietly(client);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException alreadyBroken) {
      return;
    }
  }
}
