package rouse.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/** Who may change something. */
public final class Guard {
  private final Optional<String> token;
  private final boolean open;

  /**
   * @param token of {@code http.token}
   * @param bind the address that is listened on
   */
  public Guard(Optional<String> token, String bind) {
    this.token = token;
    this.open = token.isEmpty() && isLoopback(bind);
  }

  /**
   * Lets a call through that may change something.
   *
   * @throws HttpProblem when it may not
   */
  void check(Context ctx) {
    refuseForeignPages(ctx);
    if (open) {
      return;
    }
    String wanted =
        token.orElseThrow(
            () ->
                HttpProblem.forbidden(
                    "calls that change something need http.token, since this address is not"
                        + " loopback; set it and send it as Authorization: Bearer …"));
    String given =
        Requests.bearer(ctx)
            .orElseThrow(
                () ->
                    HttpProblem.unauthorized(
                        "send Authorization: Bearer … with the value of http.token"));
    if (!MessageDigest.isEqual(given.getBytes(UTF_8), wanted.getBytes(UTF_8))) {
      throw HttpProblem.forbidden("this token is not http.token");
    }
  }

  /**
   * A page of another site can make a browser post to loopback, by its name or by one that was
   * bound to 127.0.0.1 later.
   */
  private void refuseForeignPages(Context ctx) {
    String host = ctx.header("Host");
    String origin = ctx.header("Origin");
    if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
      throw HttpProblem.forbidden("a page of " + clean(origin) + " must not change anything here");
    }
    if (open && host != null && !isLoopback(withoutPort(host))) {
      throw HttpProblem.forbidden("call this by a loopback address, or set http.token");
    }
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "");
  }

  /** Never asks a name server: of names, only localhost is loopback. */
  static boolean isLoopback(String address) {
    if (address.toLowerCase(Locale.ROOT).equals("localhost")) {
      return true;
    }
    boolean literal = address.matches("[0-9.]+") || address.contains(":");
    try {
      return literal && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
