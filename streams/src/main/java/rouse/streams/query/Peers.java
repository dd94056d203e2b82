package rouse.streams.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import rouse.contracts.event.Json;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.Problem;
import rouse.http.tls.HttpTls;

/** Asks other instances of the app; marks each question so that it is not passed on again. */
public final class Peers implements AutoCloseable {
  /** On a question that was passed on: answer from your own stores, or not at all. */
  public static final String FORWARDED = "Rouse-Forwarded";

  /** The value of the above that asks for what a copy tells. */
  public static final String COPY = "copy";

  /** On an answer that is from a copy: whose, and how many records it is behind. */
  public static final String STALE = "Rouse-Stale";

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private final Duration patience;
  private final UnresponsivePeers silent;
  private final Optional<String> token;
  private final Optional<Supplier<SSLContext>> tls;
  private HttpClient client;

  /** Sends {@code http.token}, and speaks HTTPS where this instance does. */
  public Peers(Settings settings) {
    this(
        ANSWER,
        System::nanoTime,
        settings.optional(KnownSettings.HTTP_TOKEN),
        HttpTls.of(settings).map(own -> () -> HttpTls.trusted(settings)));
  }

  /**
   * @param patience how long an answer may take
   * @param nanos a clock that nobody sets
   */
  Peers(Duration patience, LongSupplier nanos) {
    this(patience, nanos, Optional.empty(), Optional.empty());
  }

  private Peers(
      Duration patience,
      LongSupplier nanos,
      Optional<String> token,
      Optional<Supplier<SSLContext>> tls) {
    this.token = token;
    this.tls = tls;
    this.patience = patience;
    this.silent = new UnresponsivePeers(nanos);
  }

  /**
   * Made with the first question: a client that may meet HTTPS loads all of the JDK's TLS and the
   * certificates of the system, some ten MB that most processes never need.
   */
  private synchronized HttpClient client() {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
      tls.ifPresent(trusted -> builder.sslContext(trusted.get()));
      client = builder.build();
    }
    return client;
  }

  /**
   * What another instance answers; empty when it answers that there is no such thing.
   *
   * @param instance host:port
   * @param path each part encoded, see {@link #encoded}
   * @throws NotReady when it does not answer, or not now
   */
  public <T> Optional<T> get(String instance, String path, Class<T> type) {
    return get(instance, path, Json.MAPPER.constructType(type));
  }

  /**
   * As {@link #get}, of what every instance has.
   *
   * @throws NotReady also when it answers that there is no such thing
   */
  public <T> T need(String instance, String path, Class<T> type) {
    return get(instance, path, type)
        .orElseThrow(() -> new NotReady("the owner at " + instance + " has no " + path));
  }

  /** As {@link #get}, of a list; a list that does not exist is empty. */
  public <T> List<T> list(String instance, String path, Class<T> element) {
    JavaType type = Json.MAPPER.getTypeFactory().constructCollectionType(List.class, element);
    return this.<List<T>>get(instance, path, type).orElse(List.of());
  }

  /** What another instance's copy told, and how many records that copy is behind. */
  record Copied<T>(T value, Optional<Long> lag) {}

  /** As {@link #get}, from a copy that it keeps. */
  <T> Optional<Copied<T>> getCopy(String instance, String path, Class<T> type) {
    HttpResponse<byte[]> answer = send(instance, path, COPY);
    Optional<Long> lag =
        answer
            .headers()
            .firstValue(STALE)
            .map(text -> text.replaceFirst("^.*lag=", ""))
            .filter(number -> number.matches("[0-9]{1,18}"))
            .map(Long::valueOf);
    Optional<T> value = read(answer, instance, Json.MAPPER.constructType(type));
    return value.map(told -> new Copied<>(told, lag));
  }

  private <T> Optional<T> get(String instance, String path, JavaType type) {
    return read(send(instance, path, "1"), instance, type);
  }

  private static <T> Optional<T> read(HttpResponse<byte[]> answer, String instance, JavaType type) {
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    try {
      if (answer.statusCode() != 200) {
        throw new NotReady(
            "the owner at " + instance + " answers " + answer.statusCode() + detail(answer));
      }
      return Optional.of(Json.MAPPER.readValue(answer.body(), type));
    } catch (IOException e) {
      throw new NotReady("the owner at " + instance + " answers in another format", e);
    }
  }

  private static String detail(HttpResponse<byte[]> answer) throws IOException {
    boolean says =
        answer.headers().firstValue("Content-Type").filter(Problem.MEDIA_TYPE::equals).isPresent();
    return says ? ": " + Json.MAPPER.readValue(answer.body(), Problem.class).detail() : "";
  }

  private HttpResponse<byte[]> send(String instance, String path, String forwarded) {
    if (silent.isSilent(instance)) {
      throw new NotReady(doesNotAnswer(instance));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client().sendAsync(request(instance, path, forwarded), BodyHandlers.ofByteArray());
    try {
      // The client's own patience ends with the head of an answer, and a body may take for ever.
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      silent.add(instance);
      throw new NotReady(doesNotAnswer(instance), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReady("interrupted while asking " + instance, e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(String instance, String path, String forwarded) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create((tls.isPresent() ? "https://" : "http://") + instance + path))
              .header(FORWARDED, forwarded);
      token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new NotReady(
          "the owner advertises itself as "
              + instance
              + ", which is no address; see"
              + " http.advertised",
          e);
    }
  }

  private static String doesNotAnswer(String instance) {
    return "the owner at " + instance + " does not answer";
  }

  /** One part of a path. */
  public static String encoded(String part) {
    return URLEncoder.encode(part, UTF_8).replace("+", "%20");
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
