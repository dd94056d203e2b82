package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A mail carrier and the server on the stage that it talks to. */
abstract class MailStage {
  static final String TO = "a@example.org";
  static TestTls localhost;
  static TestTls another;
  private static String trusted;

  @TempDir private Path folder;
  SmtpStage stage;
  Carrier.Line line;
  boolean counted;

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
        new MailCarrier(
                MailSettings.from(Messages.settings(all.toArray(String[]::new))).orElseThrow())
            .open();
  }

  Answer send(String to, String subject, String text) throws Exception {
    return line.carry(Messages.to(to, subject, text), () -> counted = true);
  }

  Answer send() throws Exception {
    return send(TO, "s", "t");
  }

  void assertNothingWasSent() {
    assertThat(stage.commands())
        .noneMatch(c -> c.startsWith("MAIL") || c.startsWith("RCPT") || c.startsWith("DATA"));
    assertThat(stage.mails()).isEmpty();
    assertThat(counted).isFalse();
  }
}
