package rouse.executor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/** What this executor is called. */
public final class HostName {
  private HostName() {}

  /** The setting {@code host}, else the machine's name with what an id must not have replaced. */
  public static HostId of(Settings settings) {
    return new HostId(settings.optional(KnownSettings.HOST).orElseGet(HostName::machine));
  }

  private static String machine() {
    try {
      String name = InetAddress.getLocalHost().getHostName().replaceAll("[^a-zA-Z0-9._-]", "-");
      return name.matches("[a-zA-Z0-9].*") ? name : "host-" + name;
    } catch (UnknownHostException nameless) {
      return "host-1";
    }
  }
}
