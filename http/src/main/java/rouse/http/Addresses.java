package rouse.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Literal addresses. Never asks a name server: what is asked comes from strangers. */
public final class Addresses {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  private Addresses() {}

  /** Empty when it is a name. */
  public static Optional<InetAddress> literal(String text) {
    if (!IPV4.matcher(text).matches() && !text.contains(":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException noAddress) {
      return Optional.empty();
    }
  }

  /** Of names, only localhost is loopback. */
  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
