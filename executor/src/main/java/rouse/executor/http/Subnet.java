package rouse.executor.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import rouse.http.Addresses;

/**
 * Addresses that share their first bits.
 *
 * @param bits how many
 */
record Subnet(InetAddress first, int bits) {

  /** From {@code 172.18.0.0/16}, or one address; empty when that is neither. */
  static Optional<Subnet> parse(String text) {
    String[] parts = text.split("/", 2);
    Optional<InetAddress> first = Addresses.literal(parts[0]);
    int all = first.map(address -> address.getAddress().length * Byte.SIZE).orElse(0);
    if (parts.length == 2 && !parts[1].matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : all;
    return first.filter(address -> bits <= all).map(address -> new Subnet(address, bits));
  }

  boolean contains(InetAddress address) {
    byte[] theirs = address.getAddress();
    byte[] ours = first.getAddress();
    int rest = ours.length * Byte.SIZE - bits;
    return theirs.length == ours.length
        && new BigInteger(1, theirs)
            .shiftRight(rest)
            .equals(new BigInteger(1, ours).shiftRight(rest));
  }
}
