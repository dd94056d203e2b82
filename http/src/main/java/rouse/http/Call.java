package rouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.Base64;
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
  private static final String BASIC = "Basic ";

  boolean isReading() {
    return READING.contains(method);
  }

  /** Programs send neither of these, browsers at least one with all that changes something. */
  boolean isFromBrowser() {
    return origin.isPresent() || site.isPresent();
  }

  /** The token; browsers that asked a person for it send it as a password. */
  Optional<String> token() {
    return bearer().or(this::password);
  }

  private Optional<String> password() {
    try {
      return authorization
          .filter(value -> value.regionMatches(true, 0, BASIC, 0, BASIC.length()))
          .map(value -> Base64.getDecoder().decode(value.substring(BASIC.length()).strip()))
          .map(decoded -> new String(decoded, UTF_8))
          .map(pair -> pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private Optional<String> bearer() {
    return authorization
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }
}
