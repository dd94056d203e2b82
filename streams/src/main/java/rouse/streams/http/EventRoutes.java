package rouse.streams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import rouse.contracts.event.Json;
import rouse.streams.query.EventFeed;
import rouse.streams.query.FeedEvent;
import rouse.streams.query.Follower;

/**
 * Facts and decisions as server-sent events. The id of an event is the position after it, so {@code
 * Last-Event-ID} resumes without a gap or a repeat.
 *
 * <p>Each follower has a thread, which writes a comment when it had nothing else to write for a
 * while: that is how a follower that went away is noticed. One that does not take what is written
 * is dropped by the listener's idle timeout.
 */
public final class EventRoutes implements RouteGroup, AutoCloseable {
  private static final Duration COMMENT_EVERY = Duration.ofSeconds(10);
  private final EventFeed feed;
  private final Semaphore places;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param most followers at once; more are turned away
   */
  public EventRoutes(EventFeed feed, int most) {
    this.feed = feed;
    this.places = new Semaphore(most);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.before(
        "/api/events",
        ctx -> {
          // Javalin answers nothing at all to those who accept no event stream.
          String accept = ctx.header("Accept");
          if (accept == null || !accept.contains("text/event-stream")) {
            throw HttpProblem.badRequest("send Accept: text/event-stream");
          }
        });
    routes.sse("/api/events", this::follow);
  }

  /** How many follow now. */
  public int count() {
    return followers.size();
  }

  private void follow(SseClient client) {
    Optional<String> platform = Optional.ofNullable(client.ctx().queryParam("platform"));
    Optional<String> lastEventId = Optional.ofNullable(client.ctx().header("Last-Event-ID"));
    if (closed || !places.tryAcquire()) {
      end(client, "too many follow already; raise http.clients or ask /api/platforms");
      return;
    }
    Follower follower;
    try {
      follower = feed.follow(lastEventId);
    } catch (RuntimeException e) {
      places.release();
      end(client, e.getMessage());
      return;
    }
    followers.add(follower);
    client.keepAlive();
    client.onClose(follower::stop);
    Thread.ofPlatform().name("follower").daemon().start(() -> serve(client, follower, platform));
  }

  /**
   * The status has gone out when an event stream begins, so a refusal is an event, and the last.
   */
  private static void end(SseClient client, String why) {
    client.sendEvent("refused", why);
    client.close();
  }

  private void serve(SseClient client, Follower follower, Optional<String> platform) {
    try (follower) {
      client.sendEvent("following", "{}", follower.position());
      long written = System.nanoTime();
      while (!closed && !client.terminated()) {
        for (Follower.At next : follower.poll(COMMENT_EVERY)) {
          if (platform.isEmpty() || platform.get().equals(next.event().platform())) {
            client.sendEvent(familyOf(next.event()), json(next.event()), next.position());
            written = System.nanoTime();
          }
        }
        if (System.nanoTime() - written >= COMMENT_EVERY.toNanos()) {
          client.sendComment("still here");
          written = System.nanoTime();
        }
      }
    } finally {
      followers.remove(follower);
      places.release();
      client.close();
    }
  }

  /** {@code fact} or {@code decision}, from {@code rouse.fact.ContainerDied}. */
  private static String familyOf(FeedEvent event) {
    return event.type().split("\\.", 3)[1];
  }

  private static String json(FeedEvent event) {
    try {
      return Json.MAPPER.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + event.type(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    followers.forEach(Follower::stop);
  }
}
