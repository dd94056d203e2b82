package rouse.executor.notify.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Delivery.Outcome;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.SmtpStage;

@DisplayName("Mail servers that will not, or cannot")
class MailFailureTest extends MailStage {
  @Test
  @DisplayName("R10 a wrong password delivers nothing and says why")
  void refusesWithoutLogin() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line("smtp.password", "guess");

    assertThat(send())
        .isInstanceOfSatisfying(
            DeliveryResult.Later.class,
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
  @DisplayName("R8 a server that takes the connection and never answers is left in time")
  void leavesASilentServer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      stage = new SmtpStage(0, null, null);
      line("smtp.port", String.valueOf(silent.getLocalPort()), "smtp.timeout", "300ms");
      assertThat(send())
          .isInstanceOfSatisfying(DeliveryResult.Later.class, l -> assertThat(l.hung()).isTrue())
          .extracting(DeliveryResult::detail)
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
          .isInstanceOfSatisfying(DeliveryResult.Later.class, l -> assertThat(l.hung()).isTrue());
    }
  }

  private static void dribble(ServerSocket tarpit) {
    try (var socket = tarpit.accept()) {
      while (!tarpit.isClosed()) {
        socket.getOutputStream().write("220-\r\n".getBytes(US_ASCII));
        LockSupport.parkNanos(50_000_000);
      }
    } catch (IOException e) {
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
            DeliveryResult.Later.class, l -> assertThat(l.detail()).contains("mailbox busy"));
    stage.answerRcpt(TO, "550 5.1.1 no such user");
    assertRefused("no such user");
    stage.answerData(TO, "554 5.7.1 spam");
    assertRefused("spam");
    stage.answerData(TO, "452 4.3.1 disk full");
    assertThat(send()).isInstanceOf(DeliveryResult.Later.class);
    stage.answerRcpt(TO, "530 5.7.0 login again");
    assertThat(send()).isInstanceOf(DeliveryResult.Later.class);
    assertThat(stage.mails()).isEmpty();

    assertThat(send()).isInstanceOf(DeliveryResult.Final.class);
  }

  private void assertRefused(String words) throws Exception {
    assertThat(send())
        .isInstanceOfSatisfying(
            DeliveryResult.Final.class,
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
            DeliveryResult.Doubtful.class,
            d -> assertThat(d.detail()).contains("the connection ended after the data"));
    assertThat(send()).isInstanceOf(DeliveryResult.Final.class);

    assertThat(stage.mails()).hasSize(2);
    assertThat(stage.mails().get(0).messageId()).isEqualTo(stage.mails().get(1).messageId());
    assertThat(stage.mails().get(0).raw()).isEqualTo(stage.mails().get(1).raw());

    line.close();
    // Time enough for all that comes before it, on a machine that is busy.
    line("smtp.timeout", "3s");
    stage.answerData(TO, SmtpStage.HANG);
    assertThat(send())
        .isInstanceOfSatisfying(
            DeliveryResult.Doubtful.class,
            d -> assertThat(d.detail()).contains("no answer after the data"));
  }
}
