package rouse.example.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The ways in which a module can say that it is alive, one line each. A beat that does not get
 * through is dropped, never sent late; the next one is always tried. Texts are put together without
 * a formatter: to load one would hold up the first beat.
 */
public final class Beats {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration ORIGINAL_EVERY = Duration.ofSeconds(3);
  private static final int PATIENCE_MILLIS = 800;

  private Beats() {}

  /** One beat with the given number; throws when it certainly did not get through. */
  @FunctionalInterface
  private interface Sender {
    void send(long sequence) throws Exception;
  }

  /** To {@code rouse.heartbeats}, over Kafka, every second. */
  public static void kafka(PlatformModule module) {
    String broker = setting(module, "ROUSE_KAFKA");
    if (broker != null) {
      BeatProducer producer = new BeatProducer(broker);
      Map<String, String> headers = Map.of("ce_type", "rouse.heartbeat.Beat");
      String key = module.self().instance();
      every(EVERY, module, n -> producer.send("rouse.heartbeats", key, body(module, n), headers));
    }
  }

  /** To {@code HeartBeat}, in the form of the original platform, every three seconds. */
  public static void original(PlatformModule module) {
    String broker = setting(module, "ROUSE_KAFKA");
    if (broker != null) {
      BeatProducer producer = new BeatProducer(broker);
      every(
          ORIGINAL_EVERY,
          module,
          n -> producer.send("HeartBeat", null, original(module.self()), Map.of()));
    }
  }

  /**
   * Over HTTP, for a module without a Kafka client, every second. By the JDK's older client: to
   * load the newer one would take most of such a module's start.
   */
  public static void http(PlatformModule module) {
    String url = setting(module, "ROUSE_BEAT_URL");
    if (url != null) {
      URI uri = URI.create(url);
      every(EVERY, module, n -> post(uri, body(module, n)));
    }
  }

  private static byte[] body(PlatformModule module, long sequence) {
    long incarnation = module.self().incarnation();
    return ("{\"incarnation\":" + incarnation + ",\"sequence\":" + sequence + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The local time is written as the number HHMMSS, so leading zeros are lost: as it always was.
   */
  private static byte[] original(Self self) {
    LocalTime time = LocalTime.now();
    int number = time.getHour() * 10_000 + time.getMinute() * 100 + time.getSecond();
    String name = self.slot() == 1 ? self.module() : self.machineName();
    return ("{\"module\":\"" + name + "\",\"ts\":" + number + ",\"Status\":1}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void post(URI uri, byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty(
        "Authorization", "Bearer " + System.getenv("ROUSE_BEAT_TOKEN"));
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    int status = connection.getResponseCode();
    if (status / 100 != 2) {
      throw new IOException("the answer was " + status);
    }
  }

  private static void every(Duration period, PlatformModule module, Sender sender) {
    Thread.ofPlatform().name("beats").start(() -> beat(period, module, sender));
  }

  private static void beat(Duration period, PlatformModule module, Sender sender) {
    boolean arriving = true;
    long next = System.nanoTime();
    for (long sequence = 1; ; sequence++) {
      module.life().pass();
      if (module.life().beating()) {
        String trouble = attempt(sender, sequence);
        if (arriving != (trouble == null)) {
          module.say(
              trouble == null ? "beats get through again" : "no beat gets through: " + trouble);
        }
        arriving = trouble == null;
      }
      // a beat that was lost is made up for soon, whatever the period
      next = Math.max(next + (arriving ? period : EVERY).toNanos(), System.nanoTime());
      sleepUntil(next);
    }
  }

  private static String attempt(Sender sender, long sequence) {
    try {
      sender.send(sequence);
      return null;
    } catch (Exception e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      return reason.getMessage() == null ? reason.toString() : reason.getMessage();
    }
  }

  private static void sleepUntil(long nanoTime) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    } catch (InterruptedException ignored) {
      // beats at once instead: only the end of the process ends the beats
    }
  }

  private static String setting(PlatformModule module, String name) {
    String value = System.getenv(name);
    if (value == null || value.isBlank()) {
      module.say("does not beat: " + name + " is not set; started without Rouse?");
      return null;
    }
    return value;
  }
}
