package rouse.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.event.Json;
import rouse.streams.query.Peers;

/** The status API of one instance of the streams app, called as any program would. */
public record Api(int port) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Waits for what takes its time on a busy machine; an answer that fails is asked again. */
  public static ConditionFactory soon() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }

  /** As the instance advertises itself. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public String url(String path) {
    return "http://" + address() + path;
  }

  public HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString());
  }

  /** As another instance asks, which wants no answer but that of the instance's own stores. */
  public HttpResponse<String> getAsPassedOn(String path) throws Exception {
    return getAsPassedOn(path, "1");
  }

  /**
   * @param how as {@link Peers#FORWARDED} says it
   */
  public HttpResponse<String> getAsPassedOn(String path, String how) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url(path))).header(Peers.FORWARDED, how).build(),
        BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url(path))).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  public JsonNode json(String path) throws Exception {
    return Json.MAPPER.readTree(get(path).body());
  }

  public boolean isReady() throws Exception {
    return get("/readyz").statusCode() == 200;
  }
}
