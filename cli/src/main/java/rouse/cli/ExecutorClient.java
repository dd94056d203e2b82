package rouse.cli;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/** Speaks to the executor of this host. */
final class ExecutorClient {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final String base;
  private final Optional<String> token;

  ExecutorClient(String base, Optional<String> token) {
    this.base = base.replaceFirst("/+$", "");
    this.token = token;
  }

  /** That of the folder's dev, when one works there, else where the settings say. */
  static ExecutorClient of(Settings settings) {
    DataFolder data = DataFolder.of(settings);
    Optional<DevState> dev = data.isInUse() ? data.dev() : Optional.empty();
    return new ExecutorClient(
        dev.map(DevState::faultTolerance)
            .orElseGet(
                () ->
                    "http://"
                        + settings.text(KnownSettings.EXECUTOR_BIND)
                        + ":"
                        + settings.text(KnownSettings.EXECUTOR_PORT)),
        settings.optional(KnownSettings.HTTP_TOKEN));
  }

  String base() {
    return base;
  }

  /** Whether one is there and watches its engine. */
  boolean isWatching() {
    try {
      return new HttpCall(base + "/healthz", LOOK).get().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Has it read its platform file again.
   *
   * @param file the one that is meant; it is refused when it is not the executor's
   * @param patience it may have to build images first
   * @throws CliError in the executor's words, when it does not take the file
   */
  Plan declare(Path file, Duration patience) {
    try {
      Map<String, String> wish = Map.of("file", file.toAbsolutePath().toString());
      HttpCall.Answer answer =
          new HttpCall(base + "/platform", patience).bearing(token).post(PlainJson.write(wish));
      Map<String, String> body = PlainJson.read(answer.body());
      return switch (answer.status()) {
        case 200 -> Plan.of(body);
        case 202 ->
            throw new CliError(
                ExitCode.TIMED_OUT,
                body.getOrDefault("reason", ""),
                "see " + body.getOrDefault("see", ""),
                null);
        case 401, 403 ->
            throw new CliError(
                "the executor at " + base + " refuses: " + body.getOrDefault("reason", ""),
                "give the token with ROUSE_HTTP_TOKEN or --set http.token=TOKEN");
        case 503 ->
            throw new CliError(
                "the executor is busy: " + body.getOrDefault("reason", ""), "try again later");
        case 409 ->
            throw new CliError(
                ExitCode.USAGE,
                "that is not the file of the executor at " + base,
                body.getOrDefault("reason", ""),
                null);
        default ->
            throw new CliError(
                "the executor did not take the file: "
                    + body.getOrDefault("reason", "").replaceAll("\\.$", ""),
                "'rouse check FILE' lists what is wrong with it");
      };
    } catch (SocketTimeoutException e) {
      throw new CliError(
          ExitCode.TIMED_OUT,
          "the executor was not ready with the file in time",
          "its log says what it is at; 'rouse up' may be said again",
          e);
    } catch (IOException e) {
      throw new CliError(
          "the executor at " + base + " broke off: " + e.getMessage(),
          "see its log, and try again",
          e);
    }
  }
}
