package rouse.executor.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.settings.SettingError;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.Messages;
import rouse.executor.notify.SmtpStage;

@DisplayName("Mail")
class MailSenderTest extends MailStage {
  @Test
  @DisplayName("R8 R9 R10 a mail goes out after STARTTLS and login, with the message as it was")
  void sendsAfterLogin() throws Exception {
    stage = new SmtpStage(0, localhost.server(), "secret");
    line();
    String text = "Zażółć gęślą jaźń\nпривет\n.dot\n";

    DeliveryResult answer = send(TO, "Überhitzt: Ventil №5 🔥", text);

    assertThat(answer)
        .isInstanceOfSatisfying(
            DeliveryResult.Final.class, f -> assertThat(f.outcome()).isEqualTo(Outcome.SENT));
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
  @DisplayName("R10 plain text and XOAUTH2 only when asked for by name")
  void obeysSwitches() throws Exception {
    stage = new SmtpStage(0, null, "secret");
    line("smtp.starttls", "off");
    assertThat(send()).isInstanceOf(DeliveryResult.Final.class);
    line.close();
    stage.close();

    stage = new SmtpStage(0, localhost.server(), "token");
    line("smtp.oauth-token", "token");
    assertThat(send()).isInstanceOf(DeliveryResult.Final.class);
    assertThat(stage.commands()).contains("RCPT TO:<" + TO + ">");
    assertThat(stage.mails()).hasSize(1);
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
    assertThat(send()).isInstanceOf(DeliveryResult.Final.class);
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
            DeliveryResult.Final.class, f -> assertThat(f.outcome()).isEqualTo(Outcome.REFUSED));
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
  }
}
