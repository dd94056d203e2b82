package rouse.http.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.http.Guard;
import rouse.http.GuardedServer;
import rouse.http.PlainRefusals;
import rouse.http.ReloadedFiles;

@DisplayName("HTTPS at both HTTP APIs")
class HttpTlsTest {
  @TempDir private Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TestCertificates files;
  private Settings settings;

  @BeforeEach
  void prepare() throws Exception {
    files = new TestCertificates(folder);
    files.write("first", "EC", "-1d", 30);
    settings =
        read(
            Map.of(
                "http.tls.cert", files.certificate().toString(),
                "http.tls.key", files.key().toString()));
    logger().addAppender(log);
    log.start();
  }

  @AfterEach
  void silence() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ReloadedFiles.class);
  }

  private static Settings read(Map<String, String> given) {
    return SettingsReader.read(given, Map.of(), Map.of(), file -> "");
  }

  private GuardedServer serve() {
    GuardedServer server =
        new GuardedServer(
            "http",
            HttpTls.of(settings),
            new Guard(Optional.empty(), "127.0.0.1"),
            100,
            new PlainRefusals(),
            config -> config.routes.get("/", context -> context.result(context.scheme())));
    server.start("127.0.0.1", 0);
    return server;
  }

  private static HttpClient client(Settings trusting) {
    return HttpClient.newBuilder().sslContext(HttpTls.trusted(trusting)).build();
  }

  /** By a new connection each time, which trusts what the files hold by then. */
  private HttpResponse<String> get(GuardedServer server) throws Exception {
    try (HttpClient client = client(settings)) {
      return get(client, server, "127.0.0.1");
    }
  }

  private static HttpResponse<String> get(HttpClient client, GuardedServer server, String host)
      throws Exception {
    URI uri = URI.create("https://" + host + ":" + server.port() + "/");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static String shown(HttpResponse<?> answer) throws Exception {
    X509Certificate shown =
        (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  @Test
  @DisplayName("a new pair is shown at once and without a restart; a broken one is said once")
  void reloads() throws Exception {
    try (GuardedServer server = serve()) {
      HttpResponse<String> first = get(server);
      assertThat(first.body()).isEqualTo("https");
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(shown(first)).isEqualTo("CN=first");

      files.write("second", "RSA", "-1d", 60);
      assertThat(shown(get(server))).isEqualTo("CN=second");
      log.list.clear();

      String good = Files.readString(files.certificate());
      try (HttpClient patient = client(read(Map.of("http.tls.ca", copy(good))))) {
        Files.writeString(files.certificate(), good.substring(0, good.length() / 2));
        assertThat(shown(get(patient, server, "localhost"))).isEqualTo("CN=second");
      }
      try (HttpClient other = client(read(Map.of("http.tls.ca", copy(good))))) {
        assertThat(shown(get(other, server, "127.0.0.1"))).isEqualTo("CN=second");
      }
      assertThat(log.list)
          .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .contains(Level.ERROR.toString(), "holds no certificate", "stays in use");

      files.write("third", "EC", "-1d", 60);
      assertThat(shown(get(server))).isEqualTo("CN=third");
    }
  }

  private String copy(String pem) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), pem).toString();
  }

  @Test
  @DisplayName("callers refuse a certificate that they do not know; plain HTTP gets no answer")
  void refuses() throws Exception {
    try (GuardedServer server = serve();
        HttpClient stranger = client(read(Map.of()))) {
      assertThatThrownBy(() -> get(stranger, server, "127.0.0.1")).isInstanceOf(SSLException.class);
      try (Socket plain = new Socket("127.0.0.1", server.port())) {
        plain.setSoTimeout(10_000);
        plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        assertThat(new String(plain.getInputStream().readAllBytes(), UTF_8))
            .doesNotContain("HTTP/1.1 200");
      }
    }
  }

  @Test
  @DisplayName("files that are wrong end a start, and say what is wrong with them")
  void wrongAtStart() throws Exception {
    assertThatThrownBy(() -> HttpTls.of(read(Map.of("http.tls.cert", "x"))))
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("go together");

    String other = Files.readString(files.key());
    files.write("second", "EC", "-1d", 30);
    String right = Files.readString(files.key());
    Files.writeString(files.key(), other);
    assertThatThrownBy(this::serve)
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("is not that of");

    Files.writeString(files.key(), right.replace("PRIVATE KEY", "EC PRIVATE KEY"));
    assertThatThrownBy(this::serve)
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("openssl pkcs8 -topk8");

    Files.delete(files.key());
    assertThatThrownBy(this::serve)
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("cannot read");
  }
}
