package rouse.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Writes server-sent events, each one at once. */
final class EventWriter {
  private final OutputStream out;
  private long lastWrite = System.nanoTime();

  EventWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * @param data one line
   */
  void event(String id, String name, String data) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  void comment(String text) throws IOException {
    write(": " + text + "\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
    lastWrite = System.nanoTime();
  }

  /** How long it takes until nothing was written for so long; zero when that is so. */
  Duration untilSilentFor(Duration length) {
    Duration left = length.minusNanos(System.nanoTime() - lastWrite);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
