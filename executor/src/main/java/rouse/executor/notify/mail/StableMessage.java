package rouse.executor.notify.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Date;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.executor.notify.OneLine;

/** A mail that is the same to the byte in every attempt, so that a repeat can be recognised. */
final class StableMessage extends MimeMessage {
  private static final int LONGEST_SUBJECT = 200;
  private final String messageId;

  StableMessage(
      Session session, MailSettings settings, Envelope<Notification> event, InternetAddress to)
      throws MessagingException {
    super(session);
    Notification n = event.body();
    messageId = "<" + MessageIds.of(event.id()) + "@" + MailAddress.domainOf(settings.from()) + ">";
    setFrom(new InternetAddress(settings.from()));
    setRecipient(Message.RecipientType.TO, to);
    setSubject(subject(n), UTF_8.name());
    setText(n.text(), UTF_8.name());
    setSentDate(Date.from(event.time()));
    // Nobody's vacation notice shall answer a machine (RFC 3834).
    setHeader("Auto-Submitted", "auto-generated");
    saveChanges();
  }

  /** One line: a subject with line breaks would be a header of its own. */
  private static String subject(Notification n) {
    String line = OneLine.of(n.subject() == null ? n.text() : n.subject());
    return line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT) + "…";
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }
}
