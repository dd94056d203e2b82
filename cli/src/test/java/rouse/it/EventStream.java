package rouse.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows server-sent events as a browser does, until it is closed. */
public final class EventStream implements AutoCloseable {
  private final int status;
  private final InputStream in;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  /** One event; a missing field is empty. */
  record Event(String id, String name, String data) {}

  private EventStream(int status, InputStream in) {
    this.status = status;
    this.in = in;
    Thread.ofPlatform().daemon().name("event-stream").start(this::read);
  }

  static EventStream open(String uri, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri)).header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    return new EventStream(answer.statusCode(), answer.body());
  }

  int status() {
    return status;
  }

  /** What came so far. */
  List<Event> events() {
    return List.copyOf(events);
  }

  /** The data of what came so far under a name. */
  List<String> data(String name) {
    return events.stream().filter(e -> e.name().equals(name)).map(Event::data).toList();
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String id = "";
      String name = "";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (!name.isEmpty()) {
            events.add(new Event(id, name, data));
          }
          id = "";
          name = "";
          data = "";
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data = line.substring(5).strip();
        }
      }
    } catch (IOException e) {
      events.add(new Event("", "ended", String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
