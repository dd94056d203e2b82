package rouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.contracts.text.PlainText;

/**
 * Who may call a server, and what for. Pages of other sites may do nothing; what changes something
 * needs the token, unless none is set and the address is loopback.
 */
public final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final Pattern NONE = Pattern.compile("(?!)");

  /** Tells whether the server can be asked, without a token. */
  private static final Pattern HEALTH = Pattern.compile("/(healthz|readyz|progress)");

  private final Optional<String> token;
  private final Optional<Tokens> tokens;
  private final boolean readersToo;
  private final boolean open;
  private final HostNames names;
  private final Pattern ownTokens;
  private final Optional<Tokenless> tokenless;

  /**
   * A route that some may post to without a token.
   *
   * @param path exactly
   * @param from who may
   */
  private record Tokenless(String path, Predicate<InetAddress> from, RateLimit limit) {
    boolean takes(Call call) {
      return call.method().equals("POST")
          && call.path().equals(path)
          && !call.isFromBrowser()
          && call.authorization().isEmpty()
          && from.test(call.from());
    }
  }

  /**
   * @param token of {@code http.token}
   * @param bind the address that is listened on
   * @param names by which the server is called besides the usual ones
   */
  public Guard(Optional<String> token, String bind, String... names) {
    this(token, Optional.empty(), bind, names);
  }

  Guard(Optional<String> token, Optional<Tokens> tokens, String bind, String... names) {
    this(
        token,
        tokens,
        false,
        token.isEmpty() && tokens.isEmpty() && Addresses.isLoopback(bind),
        new HostNames(bind, Arrays.asList(names)),
        NONE,
        Optional.empty());
  }

  private Guard(
      Optional<String> token,
      Optional<Tokens> tokens,
      boolean readersToo,
      boolean open,
      HostNames names,
      Pattern ownTokens,
      Optional<Tokenless> tokenless) {
    this.token = token;
    this.tokens = tokens;
    this.readersToo = readersToo;
    this.open = open;
    this.names = names;
    this.ownTokens = ownTokens;
    this.tokenless = tokenless;
  }

  /**
   * As the settings say.
   *
   * @param bind the setting of the address; a start without a token elsewhere than at loopback is
   *     said in the log
   */
  public static Guard of(Settings settings, Setting bind) {
    Guard guard = at(settings, settings.text(bind));
    if (!guard.open && guard.token.isEmpty() && guard.tokens.isEmpty()) {
      LOG.warn(
          "{} is not loopback and neither http.token nor http.tokens is set: every call that would change something"
              + " is refused",
          bind.name());
    }
    return guard;
  }

  /** As the settings say, at this address. */
  public static Guard at(Settings settings, String address) {
    List<String> names = new ArrayList<>();
    settings.optional(KnownSettings.HTTP_HOSTS).map(Guard::parts).ifPresent(names::addAll);
    settings.optional(KnownSettings.HTTP_ADVERTISED).ifPresent(names::add);
    settings
        .optional(KnownSettings.BEAT_URL)
        .map(url -> url.replaceFirst("^[a-z]+://([^/]*).*$", "$1"))
        .ifPresent(names::add);
    return new Guard(
        settings.optional(KnownSettings.HTTP_TOKEN),
        settings.optional(KnownSettings.HTTP_TOKENS).map(Path::of).map(Tokens::new),
        address,
        names.toArray(String[]::new));
  }

  private static List<String> parts(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /**
   * Does not ask for {@code http.token} where a route checks tokens of its own.
   *
   * @param paths regular expression for whole paths as they are sent
   */
  public Guard withOwnTokensAt(String paths) {
    return new Guard(token, tokens, readersToo, open, names, Pattern.compile(paths), tokenless);
  }

  /**
   * Lets programs at some addresses post to one path without a token, so many times; they may call
   * this machine as Docker has containers do.
   */
  public Guard withoutTokenAt(String path, Predicate<InetAddress> from, RateLimit limit) {
    return new Guard(
        token,
        tokens,
        readersToo,
        open,
        names,
        ownTokens,
        Optional.of(new Tokenless(path, from, limit)));
  }

  /**
   * Asks who only reads for a token as well, if the settings say so.
   *
   * @throws SettingError when they say so and there is no token
   */
  public Guard withReadersOf(Settings settings) {
    String reads = settings.text(KnownSettings.HTTP_READS);
    if (reads.equals("open")) {
      return this;
    }
    if (!reads.equals("token")) {
      throw new SettingError("http.reads is open or token, not " + reads);
    }
    if (token.isEmpty() && tokens.isEmpty()) {
      throw new SettingError("http.reads=token needs http.token or http.tokens");
    }
    return new Guard(token, tokens, true, false, names, ownTokens, tokenless);
  }

  /** Whose token a call has; empty when it has none, or one without a name. */
  Optional<Caller> callerOf(Call call) {
    return tokens.flatMap(file -> call.token().flatMap(file::callerOf));
  }

  /** Empty when the call may be served. */
  Optional<Refusal> check(Call call) {
    boolean free = tokenless.filter(route -> route.takes(call)).isPresent();
    return host(call, free)
        .or(() -> page(call))
        .or(
            () -> {
              if (free) {
                return limit(call);
              }
              boolean needsToken =
                  !open && !isForAll(call) && !ownTokens.matcher(call.path()).matches();
              return needsToken ? token(call) : Optional.empty();
            });
  }

  private Optional<Refusal> host(Call call, boolean free) {
    return call.host()
        .filter(host -> !names.isOurs(host) && !(free && HostNames.isDockerHost(host)))
        .map(
            host ->
                forbidden(
                    PlainText.masked(host)
                        + " is not a name of this server: call it by an address of its own, or add"
                        + " the name to http.hosts"));
  }

  /**
   * A page of another site can make a browser post here. Browsers send their origin with what
   * changes something and with what a script wants to read; a link from elsewhere is harmless.
   */
  private static Optional<Refusal> page(Call call) {
    boolean sameOrigin =
        call.origin()
            .map(
                origin ->
                    call.host()
                        .filter(
                            host ->
                                origin.equalsIgnoreCase("http://" + host)
                                    || origin.equalsIgnoreCase("https://" + host))
                        .isPresent())
            .orElse(true);
    if (!sameOrigin) {
      return Optional.of(
          forbidden("a page of " + PlainText.masked(call.origin().get()) + " may do nothing here"));
    }
    boolean otherSite =
        call.site().filter(s -> s.equals("cross-site") || s.equals("same-site")).isPresent();
    boolean link = call.isReading() && call.mode().filter("navigate"::equals).isPresent();
    return otherSite && !link
        ? Optional.of(forbidden("a page of another site may do nothing here"))
        : Optional.empty();
  }

  private Optional<Refusal> limit(Call call) {
    return tokenless.get().limit().allows(call.from())
        ? Optional.empty()
        : Optional.of(
            new Refusal(429, "too many calls from this address without a token; wait a second"));
  }

  private boolean isForAll(Call call) {
    return call.isReading() && (!readersToo || HEALTH.matcher(call.path()).matches());
  }

  private Optional<Refusal> token(Call call) {
    if (token.isEmpty() && tokens.isEmpty()) {
      return Optional.of(
          forbidden(
              "calls that change something need http.token, since this address is not loopback;"
                  + " set it and send it as Authorization: Bearer …"));
    }
    Optional<String> given = call.token();
    if (given.isEmpty()) {
      return Optional.of(
          new Refusal(
              401,
              "send Authorization: Bearer … with the value of http.token, or a token of"
                  + " http.tokens"));
    }
    if (token.filter(own -> isEqual(own, given.get())).isPresent()) {
      return Optional.empty();
    }
    Optional<Caller> caller = callerOf(call);
    if (caller.isEmpty()) {
      return Optional.of(
          forbidden("this token is not http.token, and none of those in http.tokens"));
    }
    boolean enough = call.isReading() || caller.get().role() == Caller.Role.OPERATOR;
    return enough
        ? Optional.empty()
        : Optional.of(
            forbidden(caller.get().name() + " is a viewer; an operator may change something"));
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private static Refusal forbidden(String reason) {
    return new Refusal(403, reason);
  }
}
