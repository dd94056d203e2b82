package rouse.executor.notify.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Knows whether the end of the data went out: before it nothing was sent, after it anything may be.
 */
final class TrackingTransport extends SMTPTransport {
  private final boolean loginWanted;
  private Runnable beforeItCounts = () -> {};
  private boolean mayBeOut;

  TrackingTransport(Session session, URLName server, boolean loginWanted) {
    super(session, server);
    this.loginWanted = loginWanted;
  }

  /** For the next message. */
  void prepare(Runnable before) {
    beforeItCounts = before;
    mayBeOut = false;
  }

  boolean mayBeOut() {
    return mayBeOut;
  }

  /**
   * A server that offers no login would be served without one: the library only logs in if it can.
   */
  @Override
  protected synchronized boolean protocolConnect(
      String host, int port, String user, String password) throws MessagingException {
    boolean connected = super.protocolConnect(host, port, user, password);
    if (connected
        && loginWanted
        && !supportsExtension("AUTH")
        && !supportsExtension("AUTH=LOGIN")) {
      close();
      throw new NoLoginOffered();
    }
    return connected;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    beforeItCounts.run();
    mayBeOut = true;
    super.finishData();
  }

  /** The server knows no login. */
  static final class NoLoginOffered extends MessagingException {
    private static final long serialVersionUID = 1L;

    NoLoginOffered() {
      super("the server offers no login");
    }
  }
}
