package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.settings.Settings;

@DisplayName("What goes wrong with mail, with a real broker and a server that does what it is told")
class MailFailureIT extends NotifierRig {
  /** What went wrong with mail is told in words, while an SMS is served. */
  private void assertSaid(Settings settings, Outcome end, String... words) {
    notifier(settings);
    String mail = send("a@example.org", "to be lost");
    String sms = send("07001275910", "to be served");

    assertThat(awaitEnd(sms)).extracting(Delivery::outcome).containsExactly(Outcome.SENT);
    List<Delivery> said = awaitEnd(mail);
    assertThat(said.getLast().outcome()).isEqualTo(end);
    assertThat(said.getFirst().detail()).contains(words);
  }

  @Test
  @DisplayName("R10 a wrong password: given up with the server's words, the SMS is sent")
  void wrongPassword() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    assertSaid(
        settings(stage.port(), "smtp.password", "guess"),
        Outcome.GIVEN_UP,
        "refused the login, nothing was sent",
        "535");
    assertThat(stage.mails()).isEmpty();
  }

  @Test
  @DisplayName("R10 no STARTTLS offered: given up, nothing was sent in plain text")
  void noStartTls() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, null, "secret"));
    assertSaid(settings(stage.port()), Outcome.GIVEN_UP, "offers no STARTTLS, nothing was sent");
    assertThat(stage.commands()).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
  }

  @Test
  @DisplayName("R10 the certificate of another host: given up, nothing was sent")
  void certificateOfAnotherHost() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, another.server(), "secret"));
    assertSaid(
        settings(stage.port(), "smtp.trust", another.pem().toString()),
        Outcome.GIVEN_UP,
        "no TLS with localhost");
    assertThat(stage.mails()).isEmpty();
  }

  @Test
  @DisplayName("R8 a server that accepts and never answers: given up, others are served")
  void neverAnswers() throws Exception {
    ServerSocket silent = keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    assertSaid(
        settings(silent.getLocalPort(), "smtp.timeout", "1s"), Outcome.GIVEN_UP, "did not answer");
  }

  @Test
  @DisplayName("R8 4xx is delayed and then sent, 5xx is refused at once")
  void passingAndLasting() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerRcpt("busy@example.org", "450 4.2.1 busy");
    stage.answerRcpt("nobody@example.org", "550 5.1.1 no such user");
    notifier(settings(stage.port(), "notify.give-up", "1m"));
    String busy = send("busy@example.org", "t");
    String nobody = send("nobody@example.org", "t");

    assertThat(awaitEnd(busy))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELAYED, Outcome.SENT);
    assertThat(awaitEnd(nobody))
        .singleElement()
        .satisfies(d -> assertThat(d.outcome()).isEqualTo(Outcome.REFUSED))
        .satisfies(d -> assertThat(d.detail()).contains("no such user"));
  }

  @Test
  @DisplayName("R8 dropped after DATA: unknown, then sent again with the same Message-ID")
  void droppedAfterData() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerData("a@example.org", SmtpStage.DROP);
    notifier(settings(stage.port(), "notify.give-up", "1m"));
    String id = send("a@example.org", "t");

    assertThat(awaitEnd(id))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.SENT);
    assertThat(stage.mails()).hasSize(2);
    assertThat(stage.mails().get(0).messageId()).isEqualTo(stage.mails().get(1).messageId());
  }

  @Test
  @DisplayName("R8 a tarpit for one recipient delays no other recipient and no other channel")
  void tarpit() throws Exception {
    SmtpStage stage = keep(new SmtpStage(0, localhost.server(), "secret"));
    stage.answerRcpt("slow@example.org", SmtpStage.HANG);
    notifier(settings(stage.port(), "smtp.timeout", "30s", "notify.give-up", "10m"));
    String slow = send("slow@example.org", "t");
    List<String> others =
        IntStream.range(0, 30).mapToObj(i -> send("u" + i + "@example.org", "t")).toList();
    String sms = send("07001275910", "t");

    others.forEach(id -> assertThat(awaitEnd(id).getLast().outcome()).isEqualTo(Outcome.SENT));
    assertThat(awaitEnd(sms).getLast().outcome()).isEqualTo(Outcome.SENT);
    assertThat(deliveries(slow)).noneMatch(d -> d.outcome().isFinal(d.channel()));
  }
}
