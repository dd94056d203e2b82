package rouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The guard of both HTTP APIs")
class GuardTest {
  private static final String OURS = "127.0.0.1:6969";
  private static final String CONTAINER = "172.18.0.9";
  private static final Optional<String> TOKEN = Optional.of("t0ken");
  private final AtomicLong nanos = new AtomicLong();
  private final Guard open = new Guard(Optional.empty(), "127.0.0.1");

  private static Call call(String method, String path, String from, Map<String, String> headers) {
    return new Call(
        method,
        path,
        Addresses.literal(from).orElseThrow(),
        Optional.ofNullable(headers.get("Host")),
        Optional.ofNullable(headers.get("Origin")),
        Optional.ofNullable(headers.get("Sec-Fetch-Site")),
        Optional.ofNullable(headers.get("Sec-Fetch-Mode")),
        Optional.ofNullable(headers.get("Authorization")));
  }

  private static int status(Guard guard, Call call) {
    return guard.check(call).map(Refusal::status).orElse(200);
  }

  private static int post(Guard guard, Map<String, String> headers) {
    return status(guard, call("POST", "/workers", "127.0.0.1", headers));
  }

  private static int get(Guard guard, Map<String, String> headers) {
    return status(guard, call("GET", "/healthz", "127.0.0.1", headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:6969",
        "localhost",
        "LOCALHOST:7070",
        "[::1]:6969",
        "127.8.0.1",
        "localhost.",
        "rouse.localhost:7070"
      })
  @DisplayName("serves calls at loopback by any of its names")
  void loopback(String host) {
    assertThat(get(open, Map.of("Host", host))).isEqualTo(200);
    assertThat(post(open, Map.of("Host", host))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example.org",
        "evil.example.org:6969",
        "localhost.evil.example.org",
        "127.0.0.1.evil.example.org",
        "10.0.0.1",
        "999.0.0.1",
        "host.docker.internal:6969",
        "rouse",
        "",
        "[::2]:80",
        "127.0.0.1:6969, evil.example.org"
      })
  @DisplayName("refuses a foreign Host at loopback, also to those who read: DNS rebinding")
  void foreignHost(String host) {
    assertThat(get(open, Map.of("Host", host))).isEqualTo(403);
    assertThat(post(open, Map.of("Host", host, "Origin", "http://" + host))).isEqualTo(403);
    Guard withToken = new Guard(TOKEN, "127.0.0.1");
    assertThat(post(withToken, Map.of("Host", host, "Authorization", "Bearer t0ken")))
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "monitoring:7070, 200",
    "192.168.1.7:7070, 200",
    "rouse.example.org:7070, 200",
    "other.example.org, 200",
    "evil.example.org, 403",
    "999.0.0.1, 403"
  })
  @DisplayName("elsewhere takes addresses, names without a dot and those that are configured")
  void names(String host, int status) {
    Guard guard = new Guard(TOKEN, "0.0.0.0", "rouse.example.org:7070", "other.example.org");
    assertThat(get(guard, Map.of("Host", host))).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://evil.example.org",
        "http://127.0.0.1:3000",
        "https://127.0.0.1",
        "file://"
      })
  @DisplayName("refuses pages of other origins, whatever they want")
  void foreignOrigin(String origin) {
    assertThat(post(open, Map.of("Host", OURS, "Origin", origin))).isEqualTo(403);
    assertThat(get(open, Map.of("Host", OURS, "Origin", origin))).isEqualTo(403);
    Guard withToken = new Guard(TOKEN, "127.0.0.1");
    assertThat(
            post(
                withToken, Map.of("Host", OURS, "Origin", origin, "Authorization", "Bearer t0ken")))
        .isEqualTo(403);
  }

  @Test
  @DisplayName("serves its own pages, and links from elsewhere")
  void ownPages() {
    assertThat(post(open, Map.of("Host", OURS, "Origin", "http://" + OURS))).isEqualTo(200);
    Map<String, String> link =
        Map.of("Host", OURS, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
    assertThat(get(open, link)).isEqualTo(200);
    assertThat(post(open, link)).isEqualTo(403);
    assertThat(
            get(
                open,
                Map.of("Host", OURS, "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors")))
        .isEqualTo(403);
  }

  @Test
  @DisplayName("asks for the token once one is set, for what changes something")
  void token() {
    Guard guard = new Guard(TOKEN, "127.0.0.1");
    assertThat(get(guard, Map.of("Host", OURS))).isEqualTo(200);
    assertThat(post(guard, Map.of("Host", OURS))).isEqualTo(401);
    assertThat(post(guard, Map.of("Host", OURS, "Authorization", "Basic t0ken"))).isEqualTo(401);
    assertThat(post(guard, Map.of("Host", OURS, "Authorization", "Bearer other"))).isEqualTo(403);
    assertThat(post(guard, Map.of("Host", OURS, "Authorization", "bearer t0ken"))).isEqualTo(200);
    for (String method : new String[] {"PUT", "DELETE", "PATCH", "TRACE", "post"}) {
      assertThat(status(guard, call(method, "/", "127.0.0.1", Map.of("Host", OURS))))
          .as(method)
          .isEqualTo(401);
    }
  }

  @Test
  @DisplayName("lets nobody change anything elsewhere than at loopback while no token is set")
  void notLoopback() {
    Guard guard = new Guard(Optional.empty(), "0.0.0.0");
    assertThat(get(guard, Map.of("Host", OURS))).isEqualTo(200);
    assertThat(post(guard, Map.of("Host", OURS))).isEqualTo(403);
    assertThat(post(guard, Map.of("Host", OURS, "Authorization", "Bearer x"))).isEqualTo(403);
  }

  @Test
  @DisplayName("leaves tokens of their own to the routes that have some, and nothing else")
  void ownTokens() {
    Guard guard = new Guard(TOKEN, "127.0.0.1").withOwnTokensAt("/a/[^/]+/beat");
    Map<String, String> plain = Map.of("Host", OURS);
    assertThat(status(guard, call("POST", "/a/b/beat", CONTAINER, plain))).isEqualTo(200);
    assertThat(status(guard, call("POST", "/a/b/beat/x", CONTAINER, plain))).isEqualTo(401);
    assertThat(status(guard, call("POST", "/a/b/c/beat", CONTAINER, plain))).isEqualTo(401);
    Map<String, String> page = Map.of("Host", OURS, "Origin", "null");
    assertThat(status(guard, call("POST", "/a/b/beat", CONTAINER, page))).isEqualTo(403);
  }

  private Guard withCallers(Optional<String> token, String bind, int burst) {
    return new Guard(token, bind)
        .withoutTokenAt(
            "/faulty",
            Addresses.literal(CONTAINER).orElseThrow()::equals,
            new RateLimit(burst, Duration.ofSeconds(1), nanos::get));
  }

  @Test
  @DisplayName("lets programs of the platform's network report without a token, and nothing else")
  void callers() {
    Guard guard = withCallers(TOKEN, "0.0.0.0", 100);
    Map<String, String> docker = Map.of("Host", "host.docker.internal:6969");
    assertThat(status(guard, call("POST", "/faulty", CONTAINER, docker))).isEqualTo(200);
    assertThat(status(guard, call("POST", "/faulty", "172.18.0.10", docker))).isEqualTo(401);
    for (String path :
        new String[] {"/workers", "/platform", "/faulty/", "//faulty", "/faulty;x"}) {
      assertThat(status(guard, call("POST", path, CONTAINER, docker))).as(path).isEqualTo(401);
    }
    assertThat(status(guard, call("PUT", "/faulty", CONTAINER, docker))).isEqualTo(401);
    for (Map<String, String> other :
        List.of(
            Map.of("Host", "evil.example.org"),
            Map.of("Host", OURS, "Origin", "null"),
            Map.of("Host", OURS, "Origin", "http://evil.example.org"),
            Map.of("Host", OURS, "Authorization", "Bearer other"))) {
      assertThat(status(guard, call("POST", "/faulty", CONTAINER, other)))
          .as("" + other)
          .isEqualTo(403);
    }
    Map<String, String> ownPage = Map.of("Host", OURS, "Origin", "http://" + OURS);
    assertThat(status(guard, call("POST", "/faulty", CONTAINER, ownPage))).isEqualTo(401);
  }

  @Test
  @DisplayName("knows the name that Docker gives the host only where containers may call")
  void dockersName() {
    Guard guard = withCallers(Optional.empty(), "127.0.0.1", 100);
    Map<String, String> docker = Map.of("Host", "host.docker.internal:6969");
    assertThat(status(guard, call("POST", "/faulty", CONTAINER, docker))).isEqualTo(200);
    assertThat(status(guard, call("POST", "/faulty", "127.0.0.1", docker))).isEqualTo(403);
    assertThat(status(guard, call("POST", "/workers", CONTAINER, docker))).isEqualTo(403);
    assertThat(status(guard, call("GET", "/", CONTAINER, docker))).isEqualTo(403);
  }

  @Test
  @DisplayName("lets those without a token call only so often")
  void limited() {
    Guard guard = withCallers(TOKEN, "0.0.0.0", 2);
    Call report = call("POST", "/faulty", CONTAINER, Map.of("Host", OURS));
    assertThat(status(guard, report)).isEqualTo(200);
    assertThat(status(guard, report)).isEqualTo(200);
    assertThat(status(guard, report)).isEqualTo(429);
    nanos.addAndGet(Duration.ofMillis(900).toNanos());
    assertThat(status(guard, report)).isEqualTo(429);
    nanos.addAndGet(Duration.ofMillis(101).toNanos());
    assertThat(status(guard, report)).isEqualTo(200);
    Call withToken =
        call("POST", "/faulty", CONTAINER, Map.of("Host", OURS, "Authorization", "Bearer t0ken"));
    assertThat(status(guard, withToken)).isEqualTo(200);
  }

  @Test
  @DisplayName("limits each caller by itself, and remembers a bounded number of them")
  void limits() throws Exception {
    RateLimit limit = new RateLimit(1, Duration.ofSeconds(1), nanos::get);
    InetAddress first = InetAddress.getByAddress(new byte[] {10, 0, 0, 0});
    assertThat(limit.allows(first)).isTrue();
    assertThat(limit.allows(first)).isFalse();
    for (int i = 1; i <= 1_000; i++) {
      byte[] address = {10, 0, (byte) (i >> Byte.SIZE), (byte) i};
      assertThat(limit.allows(InetAddress.getByAddress(address))).isTrue();
      assertThat(limit.allows(InetAddress.getByAddress(address))).isFalse();
    }
    assertThat(limit.allows(first)).as("that called longest ago").isTrue();
  }
}
