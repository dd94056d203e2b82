package rouse.executor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Supplier;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/** What this executor is called. */
public final class HostName {
  private HostName() {}

  /** The setting {@code host}, else the machine's name with what an id must not have replaced. */
  public static HostId of(Settings settings) {
    return of(settings, HostName::machine);
  }

  /**
   * @param machine the machine's name; may be empty
   */
  public static HostId of(Settings settings, Supplier<String> machine) {
    return new HostId(settings.optional(KnownSettings.HOST).orElseGet(() -> plain(machine.get())));
  }

  private static String plain(String machine) {
    String name = Objects.requireNonNullElse(machine, "").replaceAll("[^a-zA-Z0-9._-]", "-");
    return name.matches("[a-zA-Z0-9].*") ? name : "host-" + name;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "1";
    }
  }
}
