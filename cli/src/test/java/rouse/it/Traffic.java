package rouse.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers of a service: each sends its next request when the one before was answered. POST, since a
 * client may repeat a GET by itself and would hide that it failed.
 */
public final class Traffic implements AutoCloseable {
  private final List<Thread> callers = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final Map<String, Instant> firstBy = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> by = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Adds callers that keep their connections.
   *
   * @param pause between an answer and the next request
   */
  public Traffic keepingAlive(int count, URI uri, Duration pause) {
    for (int i = 0; i < count; i++) {
      HttpClient own = client();
      start(() -> own, false, uri, pause);
    }
    return this;
  }

  /** Adds callers that make a connection for each request. */
  public Traffic connectingAnew(int count, URI uri, Duration pause) {
    for (int i = 0; i < count; i++) {
      start(Traffic::client, true, uri, pause);
    }
    return this;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  private void start(
      java.util.function.Supplier<HttpClient> clients, boolean once, URI uri, Duration pause) {
    callers.add(Thread.ofPlatform().daemon().start(() -> call(clients, once, uri, pause)));
  }

  private void call(
      java.util.function.Supplier<HttpClient> clients, boolean once, URI uri, Duration pause) {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    while (!closed) {
      HttpClient client = clients.get();
      long start = System.nanoTime();
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        nanos.add(System.nanoTime() - start);
        if (response.statusCode() == 200) {
          String worker = response.body().strip();
          firstBy.putIfAbsent(worker, Instant.now());
          by.computeIfAbsent(worker, w -> new AtomicLong()).incrementAndGet();
          answered.incrementAndGet();
        } else {
          failures.add(Instant.now() + " " + uri + ": " + response.statusCode());
        }
        if (once) {
          client.shutdownNow();
        }
        Thread.sleep(pause);
      } catch (IOException e) {
        failures.add(Instant.now() + " " + uri + ": " + e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  public long answered() {
    return answered.get();
  }

  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many requests a worker has answered, by the name it gives itself. */
  public long answeredBy(String worker) {
    AtomicLong count = by.get(worker);
    return count == null ? 0 : count.get();
  }

  /** When a worker gave its first answer; null when it has given none. */
  public Instant firstAnswerOf(String worker) {
    return firstBy.get(worker);
  }

  /** The next answer of a worker counts as its first. */
  public void forgetFirstAnswerOf(String worker) {
    firstBy.remove(worker);
  }

  /** Nanoseconds of all that were answered. */
  public List<Long> nanos() {
    return List.copyOf(nanos);
  }

  /** Forgets what failed. */
  public void forgetFailures() {
    failures.clear();
  }

  /** Sends nothing more and waits for what is on its way. */
  @Override
  public void close() {
    closed = true;
    for (Thread caller : callers) {
      try {
        caller.join(Duration.ofSeconds(60));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
