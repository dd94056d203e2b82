package rouse.cli.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import rouse.cli.CliError;
import rouse.cli.ExitCode;
import rouse.cli.Verb;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.identity.ExecutorLock;

/** Speaks to an executor of this host. */
public final class ExecutorClient {
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** Longer than the executor waits for the broker. */
  private static final Duration WITHDRAWAL = Duration.ofSeconds(20);

  private final String base;
  private final Optional<String> token;

  ExecutorClient(String base, Optional<String> token) {
    this.base = base.replaceFirst("/+$", "");
    this.token = token;
  }

  /** The executor of a platform file; when none of this folder says that it is, the nearest. */
  public static ExecutorClient of(Settings settings, Path file) {
    String path = file.toAbsolutePath().normalize().toString();
    return new ExecutorClient(
        byState(settings, found -> path.equals(found.file()))
            .or(() -> byDev(settings, dev -> true))
            .orElseGet(() -> bySettings(settings)),
        settings.optional(KnownSettings.HTTP_TOKEN));
  }

  /** The executor of a platform, wherever one answers as that. */
  public static Optional<ExecutorClient> ofPlatform(Settings settings, String platform) {
    return Stream.of(
            byState(settings, found -> found.executor().endsWith("/" + platform)),
            byDev(settings, dev -> dev.platform().equals(platform)),
            Optional.of(bySettings(settings)))
        .flatMap(Optional::stream)
        .distinct()
        .map(base -> new ExecutorClient(base, settings.optional(KnownSettings.HTTP_TOKEN)))
        .filter(client -> client.isOf(platform))
        .findFirst();
  }

  /** By what those wrote that work in the folder of executors. */
  private static Optional<String> byState(
      Settings settings, Predicate<ExecutorLock.Address> wanted) {
    Path folder = Path.of(settings.text(KnownSettings.EXECUTOR_STATE));
    try (Stream<Path> platforms = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
      return platforms
          .filter(Files::isDirectory)
          .flatMap(state -> ExecutorLock.find(state).stream())
          .filter(wanted)
          .map(ExecutorLock.Address::api)
          .findFirst();
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<String> byDev(Settings settings, Predicate<DevState> wanted) {
    DataFolder data = DataFolder.of(settings);
    return data.isInUse()
        ? data.dev().filter(wanted).map(DevState::faultTolerance)
        : Optional.empty();
  }

  private static String bySettings(Settings settings) {
    return "http://"
        + settings.text(KnownSettings.EXECUTOR_BIND)
        + ":"
        + settings.text(KnownSettings.EXECUTOR_PORT);
  }

  private boolean isOf(String platform) {
    try {
      HttpCall.Answer answer = call("/platform", LOOK).get();
      return answer.status() == 200
          && platform.equals(PlainJson.read(answer.body()).get("platform"));
    } catch (IOException | IllegalArgumentException nobodyOrAnother) {
      return false;
    }
  }

  private HttpCall call(String path, Duration patience) throws IOException {
    return new HttpCall(base + path, patience).bearing(token);
  }

  /**
   * Has it withdraw its platform; returns when the log has it.
   *
   * @throws CliError in the executor's words, when it cannot
   */
  public void withdraw(String by) {
    try {
      HttpCall.Answer answer =
          call("/platform/down", WITHDRAWAL).post(PlainJson.write(Map.of("by", by)));
      if (answer.status() != 200) {
        throw new CliError(
            "the executor at "
                + base
                + " cannot take the platform down: "
                + PlainJson.read(answer.body()).getOrDefault("reason", "" + answer.status()),
            "see whether the broker runs, and try again");
      }
    } catch (IOException e) {
      throw new CliError(
          "the executor at " + base + " broke off: " + e.getMessage(),
          "see its log, and try again",
          e);
    }
  }

  public String base() {
    return base;
  }

  /** Whether one is there and watches its engine. */
  public boolean isWatching() {
    try {
      return call("/healthz", LOOK).get().status() == 200;
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
  public Plan declare(Path file, Duration patience) {
    try {
      Map<String, String> wish =
          Map.of("file", file.toAbsolutePath().toString(), "by", Verb.user());
      HttpCall.Answer answer = call("/platform", patience).post(PlainJson.write(wish));
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
