package rouse.streams.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import rouse.contracts.event.Json;

/** Asks other instances of the app; marks each question so that it is not passed on again. */
public final class Peers implements AutoCloseable {
  /** On a question that was passed on: answer from your own stores, or not at all. */
  public static final String FORWARDED = "Rouse-Forwarded";

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

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

  /** As {@link #get}, of a list; a list that does not exist is empty. */
  public <T> List<T> list(String instance, String path, Class<T> element) {
    JavaType type = Json.MAPPER.getTypeFactory().constructCollectionType(List.class, element);
    return this.<List<T>>get(instance, path, type).orElse(List.of());
  }

  private <T> Optional<T> get(String instance, String path, JavaType type) {
    HttpResponse<byte[]> answer = send(instance, path);
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    if (answer.statusCode() != 200) {
      throw new NotReady("the owner at " + instance + " answered " + answer.statusCode());
    }
    try {
      return Optional.of(Json.MAPPER.readValue(answer.body(), type));
    } catch (JsonProcessingException e) {
      throw new NotReady("the owner at " + instance + " answered in another format", e);
    } catch (IOException e) {
      throw new NotReady("the owner at " + instance + " did not answer", e);
    }
  }

  private HttpResponse<byte[]> send(String instance, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + instance + path))
              .timeout(ANSWER)
              .header(FORWARDED, "1")
              .build();
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new NotReady("the owner at " + instance + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReady("interrupted while asking " + instance, e);
    }
  }

  /** One part of a path. */
  public static String encoded(String part) {
    return URLEncoder.encode(part, UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
