package rouse.executor.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.MessageSender;
import rouse.executor.notify.Messages;
import rouse.executor.notify.SmtpStage;
import rouse.executor.notify.TestTls;

/** A mail carrier and the server on the stage that it talks to. */
public abstract class MailStage {
  public static final String TO = "a@example.org";
  public static TestTls localhost;
  static TestTls another;
  private static String trusted;

  @TempDir private Path folder;
  public SmtpStage stage;
  public MessageSender.Line line;
  public boolean counted;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    localhost = TestTls.forHost("localhost", folder);
    another = TestTls.forHost("mail.example.org", folder);
    trusted = Files.readString(localhost.pem()) + Files.readString(another.pem());
  }

  @AfterEach
  void close() throws Exception {
    if (line != null) {
      line.close();
    }
    if (stage != null) {
      stage.close();
    }
  }

  /** A line to the server on the stage; {@code more} are names and values by turns. */
  void line(String... more) throws Exception {
    Path pem = Files.writeString(folder.resolve("trust.pem"), trusted);
    List<String> all = new ArrayList<>(SmtpStage.settings(stage.port(), pem));
    all.addAll(List.of("smtp.timeout", "10s"));
    all.addAll(List.of(more));
    line =
        new MailSender(
                MailSettings.from(Messages.settings(all.toArray(String[]::new))).orElseThrow())
            .open();
  }

  DeliveryResult send(String to, String subject, String text) throws Exception {
    return line.carry(Messages.to(to, subject, text), () -> counted = true);
  }

  DeliveryResult send() throws Exception {
    return send(TO, "s", "t");
  }

  void assertNothingWasSent() {
    assertThat(stage.commands())
        .noneMatch(c -> c.startsWith("MAIL") || c.startsWith("RCPT") || c.startsWith("DATA"));
    assertThat(stage.mails()).isEmpty();
    assertThat(counted).isFalse();
  }
}
