package rouse.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import rouse.cli.CliError;
import rouse.cli.ExitCode;
import rouse.cli.Verb;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.identity.ExecutorLock;
import rouse.http.tls.HttpTls;

/** Speaks to an executor of this host. */
public final class ExecutorClient {
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** Longer than the executor waits for the broker. */
  private static final Duration WITHDRAWAL = Duration.ofSeconds(20);

  private final String base;
  private final HttpAccess access;

  ExecutorClient(String base, Settings settings) {
    this.base = base.replaceFirst("/+$", "");
    this.access = new HttpAccess(settings);
  }

  /** The executor of a platform file; when none of this folder says that it is, the nearest. */
  public static ExecutorClient of(Settings settings, Path file) {
    String path = file.toAbsolutePath().normalize().toString();
    return new ExecutorClient(
        byState(settings, found -> path.equals(found.file()))
            .or(() -> byDev(settings, dev -> true))
            .orElseGet(() -> bySettings(settings)),
        settings);
  }

  /** The executor of a platform, wherever one answers as that. */
  public static Optional<ExecutorClient> ofPlatform(Settings settings, String platform) {
    return answering(
            settings,
            found -> found.executor().endsWith("/" + platform),
            dev -> dev.platform().equals(platform))
        .filter(client -> client.platform().filter(platform::equals).isPresent())
        .findFirst();
  }

  /** The executor that answers here, when there is one alone. */
  public static Optional<ExecutorClient> onlyOne(Settings settings) {
    List<ExecutorClient> all =
        answering(settings, found -> true, dev -> true)
            .filter(client -> client.platform().isPresent())
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static Stream<ExecutorClient> answering(
      Settings settings, Predicate<ExecutorLock.Address> wanted, Predicate<DevState> dev) {
    return Stream.of(
            allByState(settings, wanted).stream(),
            byDev(settings, dev).stream(),
            Stream.of(bySettings(settings)))
        .flatMap(Function.identity())
        .distinct()
        .map(base -> new ExecutorClient(base, settings));
  }

  private static Optional<String> byState(
      Settings settings, Predicate<ExecutorLock.Address> wanted) {
    return allByState(settings, wanted).stream().findFirst();
  }

  /** By what those wrote that work in the folder of executors. */
  private static List<String> allByState(
      Settings settings, Predicate<ExecutorLock.Address> wanted) {
    Path folder = Path.of(settings.text(KnownSettings.EXECUTOR_STATE));
    try (Stream<Path> platforms = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
      return platforms
          .filter(Files::isDirectory)
          .flatMap(state -> ExecutorLock.find(state).stream())
          .filter(wanted)
          .map(ExecutorLock.Address::api)
          .filter(Objects::nonNull)
          .toList();
    } catch (IOException notOurs) {
      return List.of();
    }
  }

  private static Optional<String> byDev(Settings settings, Predicate<DevState> wanted) {
    DataFolder data = DataFolder.of(settings);
    return data.isInUse()
        ? data.dev().filter(wanted).map(DevState::faultTolerance)
        : Optional.empty();
  }

  private static String bySettings(Settings settings) {
    return HttpTls.url(
        settings,
        settings.text(KnownSettings.EXECUTOR_BIND),
        settings.number(KnownSettings.EXECUTOR_PORT));
  }

  /** The one that it says it runs. */
  private Optional<String> platform() {
    try {
      HttpCall.Answer answer = call("/platform", LOOK).get();
      return answer.status() == 200
          ? Optional.ofNullable(PlainJson.read(answer.body()).get("platform"))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException nobodyOrAnother) {
      return Optional.empty();
    }
  }

  /**
   * Tells it what an operator wants of a module that it looks after by itself.
   *
   * @return the id of the fact that it became; empty when it does not look after the module
   * @throws CliError in the executor's words, when it does not take it
   */
  public Optional<String> order(String module, String verb, Map<String, String> details) {
    try {
      String path = "/modules/" + URLEncoder.encode(module, UTF_8) + "/" + verb;
      HttpCall.Answer answer = call(path, LOOK).post(PlainJson.write(details));
      Map<String, String> body = PlainJson.read(answer.body());
      return switch (answer.status()) {
        case 202 -> Optional.of(body.get("id"));
        case 404, 409 -> Optional.empty();
        default ->
            throw new CliError(
                "the executor at " + base + " refuses: " + body.getOrDefault("reason", ""),
                answer.status() == 401 || answer.status() == 403
                    ? "give the token with ROUSE_HTTP_TOKEN or --set http.token=TOKEN"
                    : "see its log, and try again");
      };
    } catch (IOException e) {
      throw new CliError(
          "the executor at " + base + " broke off: " + e.getMessage(),
          "see its log, and try again",
          e);
    }
  }

  private HttpCall call(String path, Duration patience) throws IOException {
    return access.call(base + path, patience);
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
