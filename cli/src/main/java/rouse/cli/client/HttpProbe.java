package rouse.cli.client;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import rouse.contracts.settings.Settings;

/** Whether one of Rouse's HTTP APIs answers at an address. */
public final class HttpProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private HttpProbe() {}

  /**
   * @param base such as {@code http://127.0.0.1:7070}
   */
  public static boolean isAlive(String base, Settings settings) {
    try {
      int status = new HttpAccess(settings).call(base + "/healthz", PATIENCE).get().status();
      // An executor that does not see its engine says 503, and is there all the same.
      return status == 200 || status == 503;
    } catch (SSLException untrusted) {
      // A certificate was shown, so somebody is there who serves HTTPS.
      return base.startsWith("https:");
    } catch (IOException | IllegalArgumentException nobody) {
      return false;
    }
  }
}
