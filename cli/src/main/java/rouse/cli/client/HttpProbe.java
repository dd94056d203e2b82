package rouse.cli.client;

import java.io.IOException;
import java.time.Duration;

/** Whether one of Rouse's HTTP APIs answers at an address. */
public final class HttpProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private HttpProbe() {}

  /**
   * @param base such as {@code http://127.0.0.1:7070}
   */
  public static boolean isAlive(String base) {
    try {
      int status = new HttpCall(base + "/healthz", PATIENCE).get().status();
      // An executor that does not see its engine says 503, and is there all the same.
      return status == 200 || status == 503;
    } catch (IOException | IllegalArgumentException nobody) {
      return false;
    }
  }
}
