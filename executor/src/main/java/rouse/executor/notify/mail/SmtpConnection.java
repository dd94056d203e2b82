package rouse.executor.notify.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.MessageSender;
import rouse.executor.notify.OneLine;
import rouse.executor.notify.RateLimit;

/** One connection to the mail server, kept between two mails. */
public final class SmtpConnection implements MessageSender.Line {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);

  /** A connection that rested longer is asked whether it still is one. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** An attempt has many steps, each within its time-out; more than this many is a tarpit. */
  private static final int TIMEOUTS_PER_ATTEMPT = 2;

  private final MailSettings settings;
  private final RateLimit rate;
  private final ScheduledExecutorService watchdog;
  private final TrackingSocketFactory sockets = new TrackingSocketFactory();
  private final Session session;
  private TrackingTransport transport;
  private long lastUsed;

  public SmtpConnection(
      MailSettings settings,
      RateLimit rate,
      ScheduledExecutorService watchdog,
      PrintStream conversation) {
    this.settings = settings;
    this.rate = rate;
    this.watchdog = watchdog;
    this.session = MailSession.of(settings, sockets, conversation);
  }

  @Override
  public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts)
      throws InterruptedException {
    InternetAddress to;
    try {
      to = MailAddress.parse(message.body().recipient());
    } catch (MalformedRecordException e) {
      return DeliveryResult.refused(e.getMessage());
    }
    rate.await();
    long limit = TIMEOUTS_PER_ATTEMPT * settings.timeout().toMillis();
    ScheduledFuture<?> cut = watchdog.schedule(sockets::cut, limit, TimeUnit.MILLISECONDS);
    try {
      return send(message, to, beforeItCounts);
    } finally {
      cut.cancel(false);
      lastUsed = System.nanoTime();
    }
  }

  /** Connects and logs in; what the server says of it. Sends nothing. */
  DeliveryResult login() {
    long began = System.nanoTime();
    long limit = TIMEOUTS_PER_ATTEMPT * settings.timeout().toMillis();
    ScheduledFuture<?> cut = watchdog.schedule(sockets::cut, limit, TimeUnit.MILLISECONDS);
    try {
      connect();
      String login = settings.user() == null ? "" : " and takes the login";
      return DeliveryResult.sent(settings.server() + " answers" + login);
    } catch (MessagingException e) {
      return new SmtpFailure(settings, false, timedOut(began)).judge(e);
    } finally {
      cut.cancel(false);
    }
  }

  private DeliveryResult send(Envelope<Notification> message, InternetAddress to, Runnable before) {
    long began = System.nanoTime();
    boolean rested = isOpen();
    try {
      connect();
      transport.prepare(before);
      transport.sendMessage(new StableMessage(session, settings, message, to), new Address[] {to});
      return DeliveryResult.sent(settings.server() + " took it: " + lastAnswer());
    } catch (MessagingException e) {
      boolean mayBeOut = transport != null && transport.mayBeOut();
      DeliveryResult answer = new SmtpFailure(settings, mayBeOut, timedOut(began)).judge(e);
      if (!(answer instanceof DeliveryResult.Final)) {
        hangUp();
      }
      if (rested
          && answer instanceof DeliveryResult.Later
          && !SmtpFailure.isAnswered(e)
          && !timedOut(began)) {
        // The server ended a connection that rested; that says nothing of this message.
        return send(message, to, before);
      }
      return answer;
    }
  }

  private void connect() throws MessagingException {
    if (isOpen()) {
      return;
    }
    hangUp();
    boolean login = settings.user() != null;
    transport =
        new TrackingTransport(
            session,
            new URLName("smtp", settings.host(), settings.port(), null, null, null),
            login);
    String secret = settings.oauthToken() == null ? settings.password() : settings.oauthToken();
    transport.connect(settings.host(), settings.port(), settings.user(), login ? secret : null);
  }

  private boolean isOpen() {
    if (transport == null) {
      return false;
    }
    return System.nanoTime() - lastUsed < FRESH.toNanos() || transport.isConnected();
  }

  private boolean timedOut(long began) {
    return System.nanoTime() - began >= settings.timeout().toNanos();
  }

  private String lastAnswer() {
    return OneLine.of(transport.getLastServerResponse());
  }

  private void hangUp() {
    if (transport == null) {
      return;
    }
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.debug("while hanging up: {}", e.getMessage());
    }
    transport = null;
  }

  @Override
  public void close() {
    hangUp();
  }
}
