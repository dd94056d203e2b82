package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.http.Guard;
import rouse.streams.feed.EventFeed;

/** There is one place: what does not give it back turns away everybody who comes after. */
@DisplayName("Followers of the events")
class EventApiTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private final Queue<Consumer<String, byte[]>> consumers = new ArrayDeque<>();
  private final EventApi api = new EventApi(new EventFeed(this::next, TOPICS), 1);
  private final HttpListener listener =
      new HttpListener(
          "test", "127.0.0.1", 0, new Guard(Optional.empty(), "127.0.0.1"), List.of(api));
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    api.close();
    listener.close();
    http.shutdownNow();
  }

  private Consumer<String, byte[]> next() {
    Consumer<String, byte[]> consumer = consumers.poll();
    if (consumer == null) {
      throw new UnsupportedOperationException("nobody foresaw this");
    }
    return consumer;
  }

  private MockConsumer<String, byte[]> consumer() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Topic<?, ?> topic : List.of(TOPICS.facts(), TOPICS.decisions())) {
      for (int i = 0; i < topic.partitions(); i++) {
        ends.put(new TopicPartition(topic.name(), i), 0L);
      }
    }
    consumer.updateEndOffsets(ends);
    consumers.add(consumer);
    return consumer;
  }

  private CompletableFuture<HttpResponse<String>> follow() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + EventApi.PATH))
            .header("Accept", "text/event-stream")
            .build();
    return http.sendAsync(request, BodyHandlers.ofString());
  }

  /** One whose log fails at once gets a whole answer: a stream that begins and ends. */
  private void assertPlaceIsFree() throws Exception {
    Awaitility.await().atMost(SOON).until(() -> api.count() == 0);
    MockConsumer<String, byte[]> failing = consumer();
    failing.setPollException(new KafkaException("the log is gone"));
    HttpResponse<String> answer = follow().get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("event: following");
    Awaitility.await().atMost(SOON).until(failing::closed);
  }

  @Test
  @DisplayName("do not come of who asks for the head alone")
  void headAlone() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + EventApi.PATH))
            .header("Accept", "text/event-stream")
            .HEAD()
            .build();
    consumer();
    assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    assertThat(consumers).as("a consumer that nobody took").hasSize(1);
    consumers.clear();
    assertPlaceIsFree();
  }

  @Test
  @DisplayName("are not left at an open stream when the log fails, and leave place to others")
  void logFails() throws Exception {
    assertPlaceIsFree();
    assertPlaceIsFree();
  }

  @Test
  @DisplayName("leave their place when they cannot even begin, for whatever reason")
  void cannotFollow() throws Exception {
    assertThat(follow().get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(500);
    assertPlaceIsFree();
  }

  @Test
  @DisplayName("leave their place and need no consumer when the stream cannot begin")
  void cannotStream() throws Exception {
    MockConsumer<String, byte[]> consumer = consumer();
    HttpServletRequest request =
        faking(
            HttpServletRequest.class, Map.of("getMethod", "GET", "getHeader", "text/event-stream"));
    HttpServletResponse response = faking(HttpServletResponse.class, Map.of());
    assertThatThrownBy(() -> api.servlets().get(EventApi.PATH).service(request, response))
        .isInstanceOf(IllegalStateException.class);
    assertThat(consumers).as("a consumer that nobody took").containsExactly(consumer);
    consumers.clear();
    assertPlaceIsFree();
  }

  /** Answers these, else nothing; a stream cannot be had of it. */
  private static <T> T faking(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("startAsync")) {
                throw new IllegalStateException("no streams here");
              }
              // It follows from now on.
              boolean position = arguments != null && "Last-Event-ID".equals(arguments[0]);
              return position ? null : answers.get(method.getName());
            }));
  }
}
