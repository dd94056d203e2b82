package rouse.executor.compose.model;

import java.util.Locale;
import java.util.Optional;

/**
 * One published port; a range of the file is as many of these.
 *
 * @param hostIp empty: all addresses
 * @param published port at the host, or a range of which the engine takes a free one ({@code
 *     8000-8010}); empty: any free port
 * @param target port in the container
 * @param protocol tcp, udp or sctp
 */
public record PortDefinition(
    Optional<String> hostIp, Optional<String> published, int target, Protocol protocol) {

  /** What Docker can publish. */
  public enum Protocol {
    TCP,
    UDP,
    SCTP;

    /** As Docker writes it: {@code tcp}. */
    public String lower() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
