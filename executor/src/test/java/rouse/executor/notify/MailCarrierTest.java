package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.settings.SettingError;

class MailCarrierTest {
  private static final String TO = "a@example.org";
  private static TestTls localhost;
  private static TestTls another;

  private SmtpStage stage;
  private Carrier.Line line;
  private boolean counted;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    localhost = TestTls.forHost("localhost", folder);
    another = TestTls.forHost("mail.example.org", folder);
    trusted = java.nio.file.Files.readString(localhost.pem());
    trustedAnother = java.nio.file.Files.readString(another.pem());
  }

  private static String trusted;
  private static String trustedAnother;
  @TempDir private Path folder;

  @AfterEach
  void close() throws Exception {
    if (line != null) {
      line.close();
    }
    if (stage != null) {
      stage.close();
    }
  }

  private Carrier.Line line(String... more) throws Exception {
    Path pem =
        java.nio.file.Files.writeString(folder.resolve("trust.pem"), trusted + trustedAnother);
    String[] all =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "smtp.host",
                    "localhost",
                    "smtp.port",
                    String.valueOf(stage.port()),
                    "smtp.from",
                    "rouse@example.org",
                    "smtp.user",
                    "rouse",
                    "smtp.password",
                    "secret",
                    "smtp.trust",
                    pem.toString(),
                    "smtp.rate",
                    "0",
                    "smtp.timeout",
                    "10s"),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    line = new MailCarrier(MailSettings.from(Messages.settings(all)).orElseThrow()).open();
    return line;
  }

  private Answer send(String to, String subject, String text) throws Exception {
    return line.carry(Messages.to(to, subject, text), () -> counted = true);
  }

  private Answer send() throws Exception {
    return send(TO, "s", "t");
  }

  @Test
  @DisplayName("R8 R9 R10 a mail goes out after STARTTLS and login, with the message as it was")
  void sendsAfterLogin() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line();
    String text = "Zażółć gęślą jaźń\nпривет\n.dot\n";

    Answer answer = send(TO, "Überhitzt: Ventil №5 🔥", text);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Final.class, f -> assertThat(f.outcome()).isEqualTo(Outcome.SENT));
    assertThat(stage.commands().indexOf("STARTTLS")).isPositive();
    MimeMessage mail = stage.mails().getFirst().parsed();
    assertThat(mail.getSubject()).isEqualTo("Überhitzt: Ventil №5 🔥");
    assertThat(((String) mail.getContent()).replace("\r\n", "\n").stripTrailing())
        .isEqualTo(text.stripTrailing());
    assertThat(mail.getSentDate().toInstant()).isEqualTo(Messages.NOON);
    assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(TO);
    assertThat(counted).isTrue();
  }

  @Test
  @DisplayName("R10 a wrong password delivers nothing and says why")
  void refusesWithoutLogin() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line("smtp.password", "guess");

    assertThat(send())
        .isInstanceOfSatisfying(
            Answer.Later.class,
            l -> assertThat(l.detail()).contains("refused the login, nothing was sent", "535"));
    assertNothingWasSent();
  }

  @Test
  @DisplayName("R10 a server without STARTTLS gets neither password nor mail")
  void refusesWithoutTls() throws Exception {
    stage = new SmtpStage(0, null, "secret");
    line();

    assertThat(send().detail()).contains("offers no STARTTLS, nothing was sent");
    assertThat(stage.commands()).noneMatch(c -> c.startsWith("AUTH"));
    assertNothingWasSent();
  }

  @Test
  @DisplayName("R10 a server that offers no login gets no mail")
  void refusesWithoutLoginOffered() throws Exception {
    stage = new SmtpStage(0, localhost.server(), null);
    line();

    assertThat(send().detail()).contains("offers no login, nothing was sent");
    assertNothingWasSent();
  }

  @Test
  @DisplayName(
      "R10 the certificate of another host, and one that nobody trusts, end the connection")
  void refusesAnotherHost() throws Exception {
    stage = new SmtpStage(0, another.server(), "secret");
    line();
    assertThat(send().detail()).contains("no TLS with localhost");
    assertNothingWasSent();
    line.close();
    stage.close();

    stage = new SmtpStage(0, localhost.server(), "secret");
    line("smtp.trust", "");
    assertThat(send().detail()).contains("no TLS with localhost");
    assertNothingWasSent();
  }

  @Test
  @DisplayName("R10 plain text and XOAUTH2 only when asked for by name")
  void obeysSwitches() throws Exception {
    stage = new SmtpStage(0, null, "secret");
    line("smtp.starttls", "off");
    assertThat(send()).isInstanceOf(Answer.Final.class);
    line.close();
    stage.close();

    stage = new SmtpStage(0, localhost.server(), "token");
    line("smtp.oauth-token", "token");
    assertThat(send()).isInstanceOf(Answer.Final.class);
    assertThat(stage.commands()).contains("RCPT TO:<" + TO + ">");
    assertThat(stage.mails()).hasSize(1);
  }

  @Test
  @DisplayName("R8 a server that takes the connection and never answers is left in time")
  void leavesASilentServer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      stage = new SmtpStage(0, null, null);
      line("smtp.port", String.valueOf(silent.getLocalPort()), "smtp.timeout", "300ms");
      assertThat(send())
          .isInstanceOfSatisfying(Answer.Later.class, l -> assertThat(l.hung()).isTrue())
          .extracting(Answer::detail)
          .asString()
          .contains("did not answer", "nothing was sent");
    }
  }

  @Test
  @DisplayName("R8 a tarpit that says a little now and then is left too")
  void leavesATarpit() throws Exception {
    stage = new SmtpStage(0, null, "secret");
    try (ServerSocket tarpit = new ServerSocket(0)) {
      Thread.ofPlatform().daemon().start(() -> dribble(tarpit));
      line("smtp.port", String.valueOf(tarpit.getLocalPort()), "smtp.timeout", "300ms");
      assertThat(send())
          .isInstanceOfSatisfying(Answer.Later.class, l -> assertThat(l.hung()).isTrue());
    }
  }

  private static void dribble(ServerSocket tarpit) {
    try (var socket = tarpit.accept()) {
      while (!tarpit.isClosed()) {
        socket
            .getOutputStream()
            .write("220-\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
    } catch (java.io.IOException e) {
      // The client left, which is what the test is about.
      return;
    }
  }

  @Test
  @DisplayName("R8 4xx is tried again, 5xx is refused for good, and the connection goes on")
  void tellsPassingFromLasting() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line();
    stage.answerRcpt(TO, "450 4.2.1 mailbox busy");
    assertThat(send())
        .isInstanceOfSatisfying(
            Answer.Later.class, l -> assertThat(l.detail()).contains("mailbox busy"));
    stage.answerRcpt(TO, "550 5.1.1 no such user");
    assertRefused("no such user");
    stage.answerData(TO, "554 5.7.1 spam");
    assertRefused("spam");
    stage.answerData(TO, "452 4.3.1 disk full");
    assertThat(send()).isInstanceOf(Answer.Later.class);
    stage.answerRcpt(TO, "530 5.7.0 login again");
    assertThat(send()).isInstanceOf(Answer.Later.class);
    assertThat(stage.mails()).isEmpty();

    assertThat(send()).isInstanceOf(Answer.Final.class);
  }

  private void assertRefused(String words) throws Exception {
    assertThat(send())
        .isInstanceOfSatisfying(
            Answer.Final.class,
            f -> {
              assertThat(f.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(f.detail()).contains(words);
            });
  }

  @Test
  @DisplayName(
      "R8 a connection that ends after the data leaves doubt, and the repeat has the same Message-ID")
  void doubtsAfterTheData() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line();
    stage.answerData(TO, SmtpStage.DROP);
    assertThat(send())
        .isInstanceOfSatisfying(
            Answer.Doubtful.class,
            d -> assertThat(d.detail()).contains("the connection ended after the data"));
    assertThat(send()).isInstanceOf(Answer.Final.class);

    assertThat(stage.mails()).hasSize(2);
    assertThat(stage.mails().get(0).messageId()).isEqualTo(stage.mails().get(1).messageId());
    assertThat(stage.mails().get(0).raw()).isEqualTo(stage.mails().get(1).raw());

    line.close();
    line("smtp.timeout", "1s");
    stage.answerData(TO, SmtpStage.HANG);
    assertThat(send())
        .isInstanceOfSatisfying(
            Answer.Doubtful.class,
            d -> assertThat(d.detail()).contains("no answer after the data"));
  }

  @Test
  @DisplayName("R8 a connection is used again, and one that the server ended is made anew")
  void reusesConnections() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line();
    send();
    send();
    assertThat(stage.commands()).filteredOn(c -> c.equals("STARTTLS")).hasSize(1);

    stage.answerRcpt(TO, SmtpStage.DROP);
    assertThat(send()).isInstanceOf(Answer.Final.class);
    assertThat(stage.commands()).filteredOn(c -> c.equals("STARTTLS")).hasSize(2);
    assertThat(stage.mails()).hasSize(3);
  }

  @Test
  @DisplayName("R9 neither address nor subject can write a header of its own")
  void keepsHeadersClean() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line();
    assertThat(send("a@example.org\r\nBcc: b@example.org", "s", "t"))
        .isInstanceOfSatisfying(
            Answer.Final.class, f -> assertThat(f.outcome()).isEqualTo(Outcome.REFUSED));
    assertThat(stage.commands()).isEmpty();

    send(TO, "hello\r\nBcc: b@example.org\r\n\r\nbody", "t");
    MimeMessage mail = stage.mails().getFirst().parsed();
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getSubject()).isEqualTo("hello Bcc: b@example.org body");
  }

  @Test
  @DisplayName("R9 a text of 1 MB arrives whole")
  void sendsALongText() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line("smtp.timeout", "20s");
    String text = ("ü" + "x".repeat(98) + "\n").repeat(10_000);
    send(TO, "long", text);

    assertThat(
            ((String) stage.mails().getFirst().parsed().getContent()).replace("\r\n", "\n").strip())
        .isEqualTo(text.strip());
  }

  @Test
  void refusesHalfASetting() {
    assertThatThrownBy(() -> MailSettings.from(Messages.settings("smtp.host", "localhost")))
        .isInstanceOf(SettingError.class)
        .hasMessageContaining("smtp.from");
    assertThatThrownBy(
            () ->
                MailSettings.from(
                    Messages.settings(
                        "smtp.host", "h", "smtp.from", "a@example.org", "smtp.starttls", "maybe")))
        .hasMessageContaining("smtp.starttls must be required or off");
    assertThat(MailSettings.from(Messages.settings())).isEmpty();
    assertThat(Instant.EPOCH).isBefore(Messages.NOON);
  }

  private void assertNothingWasSent() {
    assertThat(stage.commands())
        .noneMatch(c -> c.startsWith("MAIL") || c.startsWith("RCPT") || c.startsWith("DATA"));
    assertThat(stage.mails()).isEmpty();
    assertThat(counted).isFalse();
  }
}
