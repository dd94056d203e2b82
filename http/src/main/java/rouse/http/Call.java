package rouse.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * What a guard looks at before anything else is done with a request.
 *
 * @param path as it was sent, without the query
 * @param site {@code Sec-Fetch-Site}: where a browser says that the page comes from
 * @param mode {@code Sec-Fetch-Mode}: whether a browser follows a link or runs a script
 */
public record Call(
    String method,
    String path,
    InetAddress from,
    Optional<String> host,
    Optional<String> origin,
    Optional<String> site,
    Optional<String> mode,
    Optional<String> authorization) {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final String BEARER = "Bearer ";

  boolean isReading() {
    return READING.contains(method);
  }

  /** Programs send neither of these, browsers at least one with all that changes something. */
  boolean isFromBrowser() {
    return origin.isPresent() || site.isPresent();
  }

  Optional<String> bearer() {
    return authorization
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }
}
