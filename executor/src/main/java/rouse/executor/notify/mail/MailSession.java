package rouse.executor.notify.mail;

import jakarta.mail.Session;
import java.io.PrintStream;
import java.util.Properties;
import javax.net.SocketFactory;

/** The library's settings: nothing without TLS unless told so, and a time-out on everything. */
final class MailSession {
  private static final String SMTP = "mail.smtp.";

  private MailSession() {}

  /**
   * @param conversation gets every line of the protocol but passwords; null for nobody
   */
  static Session of(MailSettings settings, SocketFactory sockets, PrintStream conversation) {
    Properties p = new Properties();
    String timeout = Long.toString(settings.timeout().toMillis());
    p.put(SMTP + "host", settings.host());
    p.put(SMTP + "port", Integer.toString(settings.port()));
    p.put(SMTP + "connectiontimeout", timeout);
    p.put(SMTP + "timeout", timeout);
    p.put(SMTP + "writetimeout", timeout);
    p.put(SMTP + "quitwait", "false");
    p.put(SMTP + "from", settings.from());
    p.put(SMTP + "localhost", MailAddress.domainOf(settings.from()));
    p.put(SMTP + "socketFactory", sockets);
    p.put(SMTP + "socketFactory.fallback", "false");
    p.put(SMTP + "starttls.enable", Boolean.toString(settings.starttls()));
    p.put(SMTP + "starttls.required", Boolean.toString(settings.starttls()));
    p.put(SMTP + "ssl.checkserveridentity", "true");
    p.put(SMTP + "ssl.protocols", "TLSv1.3 TLSv1.2");
    if (settings.trust() != null) {
      p.put(SMTP + "ssl.socketFactory", ExtraTrust.socketFactory(settings.trust()));
    }
    p.put(SMTP + "auth", Boolean.toString(settings.user() != null));
    p.put(SMTP + "auth.mechanisms", settings.oauthToken() == null ? "PLAIN LOGIN" : "XOAUTH2");
    Session session = Session.getInstance(p);
    if (conversation != null) {
      session.setDebugOut(conversation);
      session.setDebug(true);
    }
    return session;
  }
}
