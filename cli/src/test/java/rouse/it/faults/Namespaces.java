package rouse.it.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Network namespaces that stand for hosts, each with one wire to a bridge of this machine, which
 * can be cut.
 */
final class Namespaces implements AutoCloseable {
  /** Interface names have no more than 15 characters. */
  private final String id = Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20), 36);

  private final int net = ThreadLocalRandom.current().nextInt(1, 255);
  private final List<String> hosts = new ArrayList<>();

  /** As many hosts as asked for, numbered from 0. */
  Namespaces(int count) throws IOException {
    ip("link", "add", bridge(), "type", "bridge");
    ip("addr", "add", address() + "/24", "dev", bridge());
    ip("link", "set", bridge(), "up");
    for (int host = 0; host < count; host++) {
      String name = "rouse-" + id + "-" + host;
      ip("netns", "add", name);
      hosts.add(name);
      ip("link", "add", wire(host), "type", "veth", "peer", "name", "eth0", "netns", name);
      ip("link", "set", wire(host), "master", bridge(), "up");
      ip("-n", name, "addr", "add", "10.213.%d.%d/24".formatted(net, host + 2), "dev", "eth0");
      ip("-n", name, "link", "set", "eth0", "up");
      ip("-n", name, "link", "set", "lo", "up");
    }
  }

  /** Of this machine, as the hosts reach it. */
  String address() {
    return "10.213." + net + ".1";
  }

  /** What a command begins with to run on a host. */
  String[] on(int host) {
    return new String[] {"ip", "netns", "exec", hosts.get(host)};
  }

  void cut(int host) throws IOException {
    ip("link", "set", wire(host), "down");
  }

  void heal(int host) throws IOException {
    ip("link", "set", wire(host), "up");
  }

  private String bridge() {
    return "rb-" + id;
  }

  private String wire(int host) {
    return "rw-" + id + "-" + host;
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  @Override
  public void close() throws IOException {
    for (String host : hosts) {
      ip("netns", "del", host);
    }
    ip("link", "del", bridge());
  }
}
