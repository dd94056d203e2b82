package rouse.it.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.notify.HttpStage;
import rouse.executor.notify.TestTls;
import rouse.it.DevProcess;

@DisplayName("rouse notify --test, as a process")
class NotifyVerbIT {
  private static final String PASSWORD = "not-for-anybody";

  /** What came of a run. */
  private record Ran(int exitCode, String err) {}

  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  @TempDir private Path folder;
  private GreenMailFront front;
  private TestTls tls;

  @BeforeEach
  void start() throws Exception {
    mail.setUser("rouse", "rouse", PASSWORD);
    mail.start();
    tls = TestTls.forHost("localhost", folder);
    front = new GreenMailFront(0, tls.server(), mail.getSmtp().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
    mail.stop();
  }

  private Ran notify(String password, String channel, String to, String... more) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "smtp.host=localhost",
                "smtp.port=" + front.port(),
                "smtp.from=rouse@example.org",
                "smtp.user=rouse",
                "smtp.trust=" + tls.pem()));
    settings.addAll(List.of(more));
    List<String> line = DevProcess.rouse("notify", "--test", channel, to);
    settings.forEach(setting -> line.addAll(List.of("--set", setting)));
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().put("ROUSE_SMTP_PASSWORD", password);
    Process process = builder.start();
    return new Ran(process.waitFor(), Files.readString(err));
  }

  @Test
  @DisplayName(
      "R10 a mail is sent for real; refused, the conversation is told without the password")
  void mail() throws Exception {
    Ran sent = notify(PASSWORD, "mail", "a@example.org");
    assertThat(sent.exitCode()).describedAs(sent.err()).isZero();
    assertThat(mail.getReceivedMessages()).hasSize(1);

    Ran refused = notify("guess-" + PASSWORD, "mail", "a@example.org");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("STARTTLS", "535", "error: ", "refused the login, nothing was sent")
        .doesNotContain(PASSWORD);
    assertThat(mail.getReceivedMessages()).hasSize(1);
  }

  @Test
  @DisplayName("R8 an SMS and a webhook go out for real, and what a gateway answers is told")
  void gateways() throws Exception {
    try (HttpStage gateway = new HttpStage()) {
      String[] settings = {
        "sms.url=" + gateway.url() + "/sms",
        "sms.from=+1555001",
        "webhooks=ops=" + gateway.url() + "/ops"
      };
      assertThat(notify(PASSWORD, "sms", "+4470012345", settings).exitCode()).isZero();
      assertThat(notify(PASSWORD, "webhook", "ops", settings).exitCode()).isZero();
      assertThat(gateway.calls()).extracting(HttpStage.Call::path).containsExactly("/sms", "/ops");

      gateway.answer(400);
      Ran refused = notify(PASSWORD, "sms", "+4470012345", settings);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("> POST " + gateway.url() + "/…", "< HTTP 400", "error: ")
          .doesNotContain("/sms");
    }
  }
}
