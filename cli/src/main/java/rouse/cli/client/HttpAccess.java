package rouse.cli.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.http.tls.HttpTls;

/** What a caller of Rouse's APIs shows and trusts: the token, and whose certificates. */
final class HttpAccess {
  private final Settings settings;
  private SSLSocketFactory trusted;

  HttpAccess(Settings settings) {
    this.settings = settings;
  }

  /**
   * A call that shows the token where there is one.
   *
   * @throws IllegalArgumentException when that is no http URL
   */
  HttpCall call(String url, Duration patience) throws IOException {
    HttpCall call = new HttpCall(url, patience).bearing(token());
    return url.startsWith("https:") ? call.trusting(trusted()) : call;
  }

  private Optional<String> token() {
    return settings.optional(KnownSettings.HTTP_TOKEN);
  }

  private synchronized SSLSocketFactory trusted() {
    if (trusted == null) {
      trusted = HttpTls.trusted(settings).getSocketFactory();
    }
    return trusted;
  }
}
