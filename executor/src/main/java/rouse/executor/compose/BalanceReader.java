package rouse.executor.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.BalancePolicy;
import rouse.executor.compose.model.HaproxyDefinition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** How work is shared out among a worker's instances: {@code x-rouse.balance} of its service. */
final class BalanceReader {
  private BalanceReader() {}

  /**
   * Announcements are also what the executor learns the workers of HAProxy from, so HAProxy without
   * them cannot be had.
   */
  static Optional<BalancePolicy> policy(Section balance) {
    Section haproxy = balance.at("haproxy");
    Optional<Boolean> announce = balance.at("announce").flag();
    if (announce.equals(Optional.of(false)) && haproxy.present()) {
      balance
          .at("announce")
          .error("HAProxy's workers are found in the announcements", "Take announce: false away.");
    }
    return haproxy.present() || announce.orElse(false)
        ? Optional.of(new BalancePolicy(port(balance)))
        : Optional.empty();
  }

  private static int port(Section balance) {
    Section own = balance.at("haproxy", "port");
    return (int)
        (own.present() ? own : balance.at("port")).integer().orElse(BalancePolicy.DEFAULT_PORT);
  }

  /**
   * Each worker's HAProxy.
   *
   * @param folder of the platform file, from which the path of a socket is seen
   */
  static List<HaproxyDefinition> haproxies(Map<String, Section> services, Path folder) {
    List<HaproxyDefinition> found = new ArrayList<>();
    services.forEach(
        (worker, service) -> {
          Section balance = service.at(RouseReader.KEY, "balance");
          Section haproxy = balance.at("haproxy");
          haproxy
              .text("module")
              .ifPresent(
                  module -> {
                    if (!services.containsKey(module) || module.equals(worker)) {
                      haproxy
                          .at("module")
                          .error(
                              "no other service " + MessageText.quoted(module),
                              "Name the service that runs HAProxy.");
                    }
                    String backend =
                        haproxy.text("backend").orElse(HaproxyDefinition.DEFAULT_BACKEND);
                    if (found.stream()
                        .anyMatch(h -> h.module().equals(module) && h.backend().equals(backend))) {
                      haproxy
                          .at("backend")
                          .error(
                              "another worker has backend " + backend,
                              "Give each worker a backend of its own.");
                    }
                    found.add(
                        new HaproxyDefinition(
                            worker, module, backend, port(balance), socket(haproxy, folder)));
                  });
        });
    return found;
  }

  private static String socket(Section haproxy, Path folder) {
    String socket = haproxy.text("socket").orElse(HaproxyDefinition.DEFAULT_SOCKET);
    boolean path = socket.startsWith("/") || socket.startsWith(".");
    if (!path && !socket.matches("([^:/]+:)?[0-9]{1,5}")) {
      haproxy
          .at("socket")
          .error(
              MessageText.quoted(socket) + " is no socket of HAProxy's Runtime API",
              "Write a port of its container, host:port, or a path that begins with . or /.");
    }
    return path ? folder.resolve(socket).normalize().toString() : socket;
  }
}
