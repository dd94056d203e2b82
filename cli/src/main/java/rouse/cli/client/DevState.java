package rouse.cli.client;

import java.util.Map;

/**
 * What {@code rouse dev} remembers of itself, so that it comes back at the same addresses and the
 * other verbs find it.
 *
 * @param platform name of the platform
 * @param file its platform file, absolute
 * @param pid process id of the dev that wrote this last
 * @param brokerPort port of the embedded broker at the loopback address
 * @param containersPort its port at the gateway of the platform's network
 * @param beatPort port that takes beats at the gateway
 * @param api base URL of the status API
 * @param faultTolerance base URL of the fault-tolerance API
 */
public record DevState(
    String platform,
    String file,
    long pid,
    int brokerPort,
    int containersPort,
    int beatPort,
    String api,
    String faultTolerance) {

  /**
   * As {@link DataFolder#remember} has written it.
   *
   * @throws IllegalArgumentException when a number is none
   */
  static DevState of(Map<String, String> fields) {
    return new DevState(
        fields.get("platform"),
        fields.get("file"),
        Long.parseLong(fields.getOrDefault("pid", "0")),
        number(fields, "brokerPort"),
        number(fields, "containersPort"),
        number(fields, "beatPort"),
        fields.get("api"),
        fields.get("faultTolerance"));
  }

  private static int number(Map<String, String> fields, String name) {
    return Integer.parseInt(fields.getOrDefault(name, "0"));
  }

  public String kafka() {
    return new Endpoint(Endpoint.LOOPBACK, brokerPort).toString();
  }
}
