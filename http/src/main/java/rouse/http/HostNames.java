package rouse.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names by which a server may be called. A page can have its own name resolve to an address of
 * ours (DNS rebinding), and is then of the same origin for the browser: only the {@code Host} that
 * it sends gives it away.
 *
 * <p>At a loopback address that is loopback. Elsewhere it is also every literal address and every
 * name without a dot, such as that of a Compose service, since no stranger can have these resolved
 * as they like, and this machine's own name. All others must be configured.
 */
final class HostNames {
  /** What Docker has containers call their host. */
  static final String DOCKER_HOST = "host.docker.internal";

  private final boolean loopback;
  private final Set<String> known = new HashSet<>();

  /**
   * @param bind the address that is listened on
   * @param more that were configured, each with or without a port
   */
  HostNames(String bind, Collection<String> more) {
    this.loopback = Addresses.isLoopback(bind);
    more.forEach(name -> known.add(plain(name)));
    if (!loopback) {
      known.add(plain(bind));
      known.add(DOCKER_HOST);
      known.add(ownName());
    }
  }

  /**
   * @param host of a request, as it was sent
   */
  boolean isOurs(String host) {
    String name = plain(host);
    return known.contains(name)
        || Addresses.isLoopback(name)
        || name.endsWith(".localhost")
        || (!loopback && (!name.contains(".") || Addresses.literal(name).isPresent()));
  }

  static boolean isDockerHost(String host) {
    return plain(host).equals(DOCKER_HOST);
  }

  /** Without port, brackets and the dot of the root. */
  private static String plain(String host) {
    String name = host.strip().toLowerCase(Locale.ROOT);
    if (name.startsWith("[")) {
      return name.replaceFirst("^\\[([^]]*)].*$", "$1");
    }
    boolean bareIpv6 = name.indexOf(':') != name.lastIndexOf(':');
    return (bareIpv6 ? name : name.replaceFirst(":\\d*$", "")).replaceFirst("\\.$", "");
  }

  private static String ownName() {
    try {
      return plain(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
