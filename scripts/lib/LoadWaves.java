import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Drives waves of work through the example's load balancer and shows what becomes of them; run by
 * {@code scripts/demo --load}. POST, and never sent twice: a repeat would hide a failure.
 */
final class LoadWaves {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final URI RUN = URI.create("http://127.0.0.1:55555/run");
  private static final byte[] SHORT = body(10);
  private static final byte[] LONG = body(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(400);
  private static final int CALM = 2;
  private static final int HIGH = 16;
  private static final int LONG_JOBS = 1;
  private static final long WAVE_S = 60;
  private static final long HIGH_FROM_S = 10;
  private static final long HIGH_TO_S = 38;
  private static final long ROW_S = 3;
  private static final String ROW = "%6s  %-4s  %6s  %6s  %7s  %7s  %5s  %s%n";

  /** Of the text in the last column: with it a row has 100 characters. */
  private static final int LONGEST_TEXT = 44;

  private final URI status;
  private final AtomicInteger wanted = new AtomicInteger(CALM);
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Long> all = new ConcurrentLinkedQueue<>();
  private final Queue<Long> longOnes = new ConcurrentLinkedQueue<>();
  private final Queue<Long> recent = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile JsonNode seen = JSON.createObjectNode();

  /** What was decided since the last row. */
  private final Queue<String> decided = new ConcurrentLinkedQueue<>();

  private int changes;
  private int fewest = Integer.MAX_VALUE;
  private int most;
  private volatile boolean over;

  private LoadWaves(URI status) {
    this.status = status;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    System.exit(new LoadWaves(URI.create(arguments[1])).drive(seconds) ? 0 : 1);
  }

  private boolean drive(int seconds) throws InterruptedException {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < HIGH; i++) {
      int place = i;
      callers.add(Thread.ofPlatform().start(() -> call(place, SHORT, PAUSE, place % 2 == 0)));
    }
    for (int i = 0; i < LONG_JOBS; i++) {
      callers.add(Thread.ofPlatform().start(() -> call(0, LONG, LONG_PAUSE, true)));
    }
    System.out.printf(
        ROW, "time", "wave", "req/s", "failed", "p99 ms", "workers", "load", "scaling decision");
    long begin = System.nanoTime();
    Thread watcher = Thread.ofPlatform().daemon().start(this::watch);
    for (long second = 0; second < seconds; second += ROW_S) {
      boolean high = second % WAVE_S >= HIGH_FROM_S && second % WAVE_S < HIGH_TO_S;
      wanted.set(high ? HIGH : CALM);
      long next = begin + TimeUnit.SECONDS.toNanos(Math.min(seconds, second + ROW_S));
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      show(Math.min(seconds, second + ROW_S), high);
    }
    over = true;
    for (Thread caller : callers) {
      caller.join();
    }
    watcher.join();
    return summary(seconds);
  }

  /** Between two rows a change may come and go. */
  private void watch() {
    while (!over) {
      JsonNode module = workers();
      if (module.has("alive")) {
        int alive = module.path("alive").asInt();
        fewest = Math.min(fewest, alive);
        most = Math.max(most, alive);
        follow(seen, module);
        seen = module;
      }
      pause(LOOK);
    }
  }

  /** A held change may stand in the status right after a change that was made: the number tells. */
  private void follow(JsonNode before, JsonNode module) {
    int from = before.path("desired").asInt(module.path("desired").asInt());
    int to = module.path("desired").asInt();
    JsonNode scaling = module.path("scaling");
    if (from != to) {
      changes++;
      decided.add(
          String.format(
              Locale.ROOT,
              "%d -> %d: load %.2f, target %.2f",
              from,
              to,
              scaling.path("value").asDouble(),
              scaling.path("target").asDouble()));
      return;
    }
    String last = scaling.path("last").asText("");
    boolean isNew = !last.equals(before.path("scaling").path("last").asText(""));
    if (isNew && last.startsWith("stays ")) {
      decided.add(last.replaceFirst(";.*", "").replaceFirst(" \\(up .*\\)", ""));
    }
  }

  /** Each sends its next request after the answer to the one before, while it has a part in it. */
  private void call(int place, byte[] body, Duration pause, boolean keepsConnection) {
    while (!over) {
      if (place < wanted.get()) {
        long start = System.nanoTime();
        try {
          JsonNode answer = keepsConnection ? kept(body) : anew(body);
          if (!answer.hasNonNull("machine_name")) {
            throw new IOException("the answer is " + answer);
          }
          long took = System.nanoTime() - start;
          answered.incrementAndGet();
          if (body == SHORT) {
            all.add(took);
            recent.add(took);
          } else {
            longOnes.add(took);
          }
        } catch (IOException e) {
          failed.incrementAndGet();
          failures.add(e.toString());
        } catch (InterruptedException e) {
          return;
        }
      }
      pause(pause);
    }
  }

  private JsonNode kept(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(RUN).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body)).build();
    HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  /** With a connection of its own; of a fixed length, which the JDK never repeats by itself. */
  private static JsonNode anew(byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) RUN.toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    connection.setConnectTimeout((int) PATIENCE.toMillis());
    connection.setReadTimeout((int) PATIENCE.toMillis());
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    connection.getOutputStream().write(body);
    if (connection.getResponseCode() != 200) {
      throw new IOException("status " + connection.getResponseCode());
    }
    try (var in = connection.getInputStream()) {
      return JSON.readTree(in);
    }
  }

  private void show(long second, boolean high) {
    JsonNode module = seen;
    JsonNode scaling = module.path("scaling");
    List<String> news = new ArrayList<>();
    for (String text = decided.poll(); text != null; text = decided.poll()) {
      news.add(text);
    }
    List<Long> now = new ArrayList<>();
    for (Long took = recent.poll(); took != null; took = recent.poll()) {
      now.add(took);
    }
    System.out.printf(
        ROW,
        second + " s",
        high ? "high" : "calm",
        String.format(Locale.ROOT, "%.1f", now.size() / (double) ROW_S),
        failed.get(),
        now.isEmpty() ? "-" : Long.toString(p99(now)),
        module.path("alive").asText("?") + " of " + module.path("desired").asText("?"),
        scaling.hasNonNull("value")
            ? String.format(Locale.ROOT, "%.2f", scaling.path("value").asDouble())
            : "-",
        news.isEmpty() ? "" : fitting(news.getFirst()));
    news.stream()
        .skip(1)
        .forEach(more -> System.out.printf(ROW, "", "", "", "", "", "", "", fitting(more)));
  }

  private static String fitting(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT - 1) + "…" : text;
  }

  private JsonNode workers() {
    try {
      HttpRequest request = HttpRequest.newBuilder(status).timeout(Duration.ofSeconds(2)).build();
      return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      return JSON.createObjectNode();
    } catch (InterruptedException e) {
      over = true;
      return JSON.createObjectNode();
    }
  }

  private boolean summary(int seconds) {
    System.out.printf(
        "%n%d s: %,d requests, %d failed; %d to %d workers, %d changes%n",
        seconds, answered.get(), failed.get(), fewest, most, changes);
    System.out.printf(
        "p99 of %,d short requests %,d ms, of %d long ones %,d ms%n",
        all.size(), p99(all), longOnes.size(), p99(longOnes));
    failures.stream().distinct().limit(5).forEach(text -> System.out.println("failed: " + text));
    if (most <= fewest) {
      System.out.println("the number of workers did not follow the load");
    }
    return failed.get() == 0 && most > fewest;
  }

  private static long p99(java.util.Collection<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(sorted[(int) (sorted.length * 0.99)]);
  }

  private static byte[] body(int millis) {
    return ("{\"service_id\":\"12\",\"millis\":" + millis + "}").getBytes(StandardCharsets.UTF_8);
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException ignored) {
      // It is over soon.
    }
  }
}
