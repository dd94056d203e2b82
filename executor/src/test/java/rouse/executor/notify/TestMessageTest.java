package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.Settings;

class TestMessageTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @Test
  @DisplayName(
      "R10 a test mail is sent for real; when it fails the conversation is told, without the password")
  void tellsTheConversation(@TempDir Path folder) throws Exception {
    TestTls tls = TestTls.forHost("localhost", folder);
    try (SmtpStage stage = new SmtpStage(0, tls.server(), "right-secret")) {
      assertThat(send(settings(stage, tls, "right-secret")).sent()).isTrue();
      assertThat(stage.mails()).hasSize(1);

      TestMessage.Result failed = send(settings(stage, tls, "wrong-secret"));
      assertThat(failed.sent()).isFalse();
      assertThat(failed.detail()).contains("refused the login", "535");
      assertThat(failed.conversation())
          .contains("STARTTLS", "AUTH PLAIN failed")
          .doesNotContain("wrong-secret");
    }
  }

  private static TestMessage.Result send(Settings settings) throws Exception {
    return new TestMessage(settings, CLOCK).send(Channel.MAIL, "a@example.org");
  }

  private static Settings settings(SmtpStage stage, TestTls tls, String password) {
    List<String> all = new ArrayList<>(SmtpStage.settings(stage.port(), tls.pem()));
    all.addAll(List.of("smtp.password", password));
    return Messages.settings(all.toArray(String[]::new));
  }

  @Test
  @DisplayName("R8 the answer of a gateway is told too, and a missing channel is named")
  void tellsTheAnswer() throws Exception {
    try (HttpStage gateway = new HttpStage()) {
      gateway.answer(400);
      Settings settings = Messages.settings("sms.url", gateway.url(), "sms.from", "+1555");
      TestMessage.Result failed = new TestMessage(settings, CLOCK).send(Channel.SMS, "+4470012");
      assertThat(failed.conversation()).contains("> POST " + gateway.url(), "< HTTP 400");
    }
    assertThat(new TestMessage(Messages.settings(), CLOCK).send(Channel.MAIL, "a@x.org").detail())
        .contains("no mail server configured");
  }
}
