package rouse.cli.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import rouse.cli.CliError;
import rouse.cli.client.Endpoint;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.Settings;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.model.PortDefinition;
import rouse.executor.compose.model.PortDefinition.Protocol;
import rouse.executor.docker.ManagedContainer;

/** Looks whether ports are taken before anything is made, so that nothing has to be undone. */
final class Ports {
  private static final String ANY_ADDRESS = "0.0.0.0";

  private Ports() {}

  /**
   * @param running the platform's own containers; what they publish is theirs
   * @throws CliError naming every port that somebody else has
   */
  static void requireFree(Settings settings, PlatformFile file, List<ManagedContainer> running) {
    List<String> taken = new ArrayList<>();
    check(taken, settings, KnownSettings.HTTP_BIND, KnownSettings.HTTP_PORT);
    check(taken, settings, KnownSettings.EXECUTOR_BIND, KnownSettings.EXECUTOR_PORT);
    Set<String> alreadyThere =
        running.stream().map(c -> c.instance().module()).collect(Collectors.toSet());
    file.definitions()
        .forEach(
            (module, definition) -> {
              if (!alreadyThere.contains(module)) {
                definition.networking().ports().forEach(port -> check(taken, module, port));
              }
            });
    if (!taken.isEmpty()) {
      throw new CliError(
          "taken by something else on this machine: " + String.join(", ", taken),
          "stop what 'ss -ltnp' names there, or choose other ports");
    }
  }

  private static void check(List<String> taken, Settings settings, Setting bind, Setting port) {
    int number = settings.number(port);
    Endpoint endpoint = new Endpoint(settings.text(bind), number);
    if (number != 0 && !endpoint.isFree()) {
      taken.add("port " + endpoint + " (" + port.name() + ")");
    }
  }

  /** Ranges and free choices are the engine's to resolve; so are protocols other than TCP. */
  private static void check(List<String> taken, String module, PortDefinition port) {
    String published = port.published().filter(p -> p.matches("[0-9]+")).orElse("0");
    Endpoint endpoint =
        new Endpoint(port.hostIp().orElse(ANY_ADDRESS), Integer.parseInt(published));
    if (endpoint.port() != 0 && port.protocol() == Protocol.TCP && !endpoint.isFree()) {
      taken.add("port " + endpoint + " of " + module);
    }
  }
}
