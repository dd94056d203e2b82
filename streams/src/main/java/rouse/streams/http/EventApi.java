package rouse.streams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.config.RoutesConfig;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Json;
import rouse.contracts.status.Problem;
import rouse.streams.feed.EventFeed;
import rouse.streams.feed.FeedEvent;
import rouse.streams.feed.Follower;
import rouse.streams.query.NotReady;

/**
 * Facts and decisions as server-sent events. The id of an event is the position after it, so {@code
 * Last-Event-ID} resumes without a gap or a repeat.
 *
 * <p>A servlet of its own: the status of a refusal can be told only before the stream begins. Each
 * follower has a thread, which writes a comment when it had nothing else to write for a while: that
 * is how a follower that went away is noticed. One that does not take what is written is dropped by
 * the listener's idle timeout.
 */
public final class EventApi implements RouteGroup, AutoCloseable {
  static final String PATH = "/api/events";
  private static final Logger LOG = LoggerFactory.getLogger(EventApi.class);
  private static final String EVENT_STREAM = "text/event-stream";
  private static final Duration COMMENT_EVERY = Duration.ofSeconds(10);
  private final EventFeed feed;
  private final Semaphore places;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param most followers at once; more are turned away
   */
  public EventApi(EventFeed feed, int most) {
    this.feed = feed;
    this.places = new Semaphore(most);
  }

  @Override
  public void addTo(RoutesConfig routes) {}

  @Override
  public Map<String, HttpServlet> servlets() {
    return Map.of(PATH, new Servlet());
  }

  /** How many follow now. */
  public int count() {
    return followers.size();
  }

  private final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** The head of what a GET answers; nobody follows who takes no body. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
      response.setContentType(EVENT_STREAM);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      String accept = request.getHeader("Accept");
      if (accept == null || !accept.contains(EVENT_STREAM)) {
        refuse(response, 400, "send Accept: " + EVENT_STREAM);
      } else if (closed || !places.tryAcquire()) {
        refuse(response, 503, "too many follow already; raise http.clients, or ask again later");
      } else {
        begin(request, response);
      }
    }
  }

  /** The thread of the follower, not the server's, waits until Kafka says where the log ends. */
  private void begin(HttpServletRequest request, HttpServletResponse response) {
    try {
      // A browser that gives up and begins anew cannot send a header, so it may say it in the URL.
      Optional<String> position =
          Optional.ofNullable(request.getHeader("Last-Event-ID"))
              .or(() -> Optional.ofNullable(request.getParameter("after")));
      Optional<String> since = Optional.ofNullable(request.getParameter("since"));
      Wanted wanted = Wanted.of(request.getParameter("platform"), request.getParameter("type"));
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      Thread.ofPlatform()
          .name("follower")
          .daemon()
          .start(() -> run(async, response, position, since, wanted));
    } catch (RuntimeException | Error e) {
      places.release();
      throw e;
    }
  }

  /** However it ends: nobody is left waiting at an open stream, and the place is free again. */
  private void run(
      AsyncContext async,
      HttpServletResponse response,
      Optional<String> position,
      Optional<String> since,
      Wanted wanted) {
    try {
      follow(response, feed.follow(position, since.map(EventApi::time)), wanted);
    } catch (IllegalArgumentException e) {
      refuse(response, 400, e.getMessage());
    } catch (NotReady e) {
      refuse(response, 503, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the events cannot be followed", e);
      refuse(response, 500, "this is a defect of Rouse; its log says more: " + e);
    } finally {
      places.release();
      complete(async);
    }
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("since must be a time such as 2026-01-31T09:05:00Z", e);
    }
  }

  private void follow(HttpServletResponse response, Follower follower, Wanted wanted) {
    followers.add(follower);
    try {
      response.setContentType(EVENT_STREAM);
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-cache");
      serve(new EventWriter(response.getOutputStream()), follower, wanted);
    } catch (IOException e) {
      LOG.debug("a follower went away, or takes nothing; it resumes when it likes", e);
    } catch (RuntimeException e) {
      LOG.warn("a follower of the events is sent away, and may resume: {}", e.toString());
    } finally {
      close(follower);
      followers.remove(follower);
    }
  }

  private static void close(Follower follower) {
    try {
      follower.close();
    } catch (RuntimeException e) {
      LOG.debug("a consumer of the events did not close cleanly", e);
    }
  }

  private static void refuse(HttpServletResponse response, int status, String detail) {
    response.setStatus(status);
    response.setContentType(Problem.MEDIA_TYPE);
    Problem problem = Problem.of(status, detail);
    try {
      response.getOutputStream().write(CloudEvents.body(problem));
    } catch (IOException e) {
      LOG.debug("a follower that was refused went away", e);
    }
  }

  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.debug("the listener had ended the stream before", e);
    }
  }

  /**
   * Which events a follower wants.
   *
   * @param platform of this one alone
   * @param types of these alone, by their last words; none: all
   */
  private record Wanted(Optional<String> platform, Set<String> types) {
    static Wanted of(String platform, String types) {
      return new Wanted(
          Optional.ofNullable(platform),
          types == null ? Set.of() : Set.copyOf(List.of(types.split(",", -1))));
    }

    boolean takes(FeedEvent event) {
      String type = event.type().substring(event.type().lastIndexOf('.') + 1);
      return (platform.isEmpty() || platform.get().equals(event.platform()))
          && (types.isEmpty() || types.contains(type));
    }
  }

  private void serve(EventWriter writer, Follower follower, Wanted wanted) throws IOException {
    writer.event(follower.position(), "following", "{}");
    boolean current = false;
    while (!closed) {
      if (!current && follower.isCurrent()) {
        current = true;
        writer.event(follower.position(), "current", "{}");
      }
      for (Follower.At next : follower.poll(writer.untilSilentFor(COMMENT_EVERY))) {
        if (wanted.takes(next.event())) {
          writer.event(next.position(), familyOf(next.event()), json(next.event()));
        }
      }
      if (writer.untilSilentFor(COMMENT_EVERY).isZero()) {
        writer.comment("still here");
      }
    }
  }

  /** {@code fact} or {@code decision}, from {@code rouse.fact.ContainerDied}. */
  private static String familyOf(FeedEvent event) {
    return event.type().split("\\.", 3)[1];
  }

  private static String json(FeedEvent event) throws JsonProcessingException {
    return Json.MAPPER.writeValueAsString(event);
  }

  @Override
  public void close() {
    closed = true;
    followers.forEach(Follower::stop);
  }
}
