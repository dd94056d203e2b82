package rouse.cli.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import rouse.cli.CliError;
import rouse.cli.client.HttpCall.Answer;
import rouse.contracts.event.Json;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.Problem;
import rouse.contracts.status.WhyNot;
import rouse.http.tls.HttpTls;

/** Asks the status API; every answer but a good one is a {@link CliError}. */
public final class StatusClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A stream that says nothing for so long is broken: a comment comes every ten seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final String base;
  private final HttpAccess access;

  @FunctionalInterface
  private interface Sender {
    Answer send(HttpCall call) throws IOException;
  }

  StatusClient(String base, Settings settings) {
    this.base = base.replaceFirst("/+$", "");
    this.access = new HttpAccess(settings);
  }

  /** The API that the settings name, else that of the folder's dev, else the default address. */
  public static StatusClient of(Settings settings) {
    String base =
        settings
            .optional(KnownSettings.API)
            .or(() -> DataFolder.of(settings).dev().map(DevState::api))
            .orElseGet(
                () ->
                    HttpTls.url(
                        settings,
                        settings.text(KnownSettings.HTTP_BIND),
                        settings.number(KnownSettings.HTTP_PORT)));
    return new StatusClient(base, settings);
  }

  public Platforms platforms() {
    return get("/api/platforms", new TypeReference<>() {});
  }

  public PlatformStatus platform(String name) {
    return get("/api/platforms/" + segment(name), new TypeReference<>() {});
  }

  public List<IncidentView> incidents(String platform) {
    return get("/api/platforms/" + segment(platform) + "/incidents", new TypeReference<>() {});
  }

  public IncidentView incident(String id) {
    return get("/api/incidents/" + path(id), new TypeReference<>() {});
  }

  public CauseChain why(String id) {
    return get("/api/why/" + path(id), new TypeReference<>() {});
  }

  public WhyNot whyNot(String instance) {
    return get("/api/why-not/" + path(instance), new TypeReference<>() {});
  }

  /**
   * Sends an operator's wish.
   *
   * @return the id of the fact that it became
   */
  public String order(String platform, String module, String verb, Map<String, ?> body) {
    String path = "/api/platforms/" + segment(platform) + "/modules/" + segment(module) + "/";
    Map<String, String> answer =
        send(path + verb, call -> call.post(json(body)), new TypeReference<>() {});
    return answer.get("id");
  }

  /**
   * Follows facts and decisions until the connection breaks.
   *
   * @param platform of this one alone
   * @param position the last that was seen, for all that came after it
   * @param since how far back, where there is no position
   * @param each takes them; what it throws ends this
   */
  public void follow(
      Optional<String> platform,
      Optional<String> position,
      Optional<Instant> since,
      Consumer<StreamedEvent> each) {
    String query =
        Stream.of(
                platform.map(name -> "platform=" + segment(name)),
                since.map(at -> "since=" + segment(at.toString())))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("&"));
    String path = base + "/api/events" + (query.isEmpty() ? "" : "?" + query);
    try (HttpCall.Stream stream = call(path, SILENCE).events(position)) {
      if (stream.refusal().isPresent()) {
        read(stream.refusal().get(), new TypeReference<Object>() {});
      }
      StreamedEvent.read(stream.in(), each);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpCall call(String url, Duration patience) throws IOException {
    try {
      return access.call(url, patience);
    } catch (IllegalArgumentException e) {
      throw new CliError(base + " is no URL", "give --api http://host:port", e);
    }
  }

  private RuntimeException unreachable(IOException e) {
    if (e instanceof SSLException) {
      return new CliError(
          "no trusted connection to " + base + ": " + e.getMessage(),
          "name its certificate, or that of its authority, with --set http.tls.ca=FILE, and call it"
              + " by a name that stands in it",
          e);
    }
    return new Unreachable(
        "no Rouse answers at " + base,
        "start it with 'rouse dev -f FILE', or say where it is with --api URL",
        e);
  }

  private <T> T get(String path, TypeReference<T> type) {
    return send(path, HttpCall::get, type);
  }

  private <T> T send(String path, Sender sender, TypeReference<T> type) {
    try {
      return read(sender.send(call(base + path, TIMEOUT)), type);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private <T> T read(Answer answer, TypeReference<T> type) {
    try {
      if (answer.status() == 503) {
        throw new Unreachable(
            detail(answer), "wait until the streams app is ready: it says so at /readyz", null);
      }
      if (answer.status() >= 300) {
        throw new CliError(detail(answer), next(answer.status()));
      }
      return Json.MAPPER.readValue(answer.body(), type);
    } catch (IOException e) {
      throw new CliError(base + " answers, but not as Rouse does", "give the URL with --api", e);
    }
  }

  private static String next(int status) {
    boolean wantsToken = status == 401 || status == 403;
    return wantsToken
        ? "give the token with ROUSE_HTTP_TOKEN or --set http.token=TOKEN"
        : "'rouse status' shows what there is";
  }

  /** A problem need not have a detail: what is between may have made it. */
  private String detail(Answer answer) throws IOException {
    Optional<String> detail =
        answer.contentType().startsWith(Problem.MEDIA_TYPE)
            ? Optional.ofNullable(Json.MAPPER.readValue(answer.body(), Problem.class).detail())
            : Optional.empty();
    return detail
        .map(text -> text.replaceFirst("\\.$", ""))
        .orElseGet(() -> base + " answers " + answer.status());
  }

  private static byte[] json(Map<String, ?> body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Ids have slashes, and the API takes them as part of its path. */
  private static String path(String id) {
    return segment(id).replace("%2F", "/");
  }

  /** Nobody can say at present; worth asking again. */
  public static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String what, String next, Throwable cause) {
      super(what + "; " + next, cause);
    }
  }
}
