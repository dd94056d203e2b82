package rouse.executor.notify.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.OneLine;

/**
 * What a failed attempt means. A server that says no to this mail is obeyed; one that cannot be
 * used as it should (login, TLS, absence) is tried again, since that is mended at the server.
 *
 * @param mayBeOut the end of the data had gone out
 * @param hung the attempt took a time-out or longer
 */
record SmtpFailure(MailSettings settings, boolean mayBeOut, boolean hung) {
  /** The server's wish for a login, or its refusal of ours: not about this mail. */
  private static final Set<Integer> ABOUT_LOGIN = Set.of(530, 534, 535, 538);

  DeliveryResult judge(MessagingException e) {
    int code = codeOf(e);
    String words = OneLine.of(wordsOf(e));
    String server = settings.server();
    if (code >= 500
        && !ABOUT_LOGIN.contains(code)
        && !(e instanceof AuthenticationFailedException)) {
      return DeliveryResult.refused(server + " refused it: " + words);
    }
    if (code >= 400 && !(e instanceof AuthenticationFailedException)) {
      return new DeliveryResult.Later(server + " did not take it now: " + words, hung);
    }
    boolean timedOut = has(e, SocketTimeoutException.class);
    if (mayBeOut) {
      return new DeliveryResult.Doubtful(
          "unknown whether "
              + server
              + " took it: "
              + (timedOut ? "no answer" : "the connection ended")
              + " after the data; sent again with the same Message-ID");
    }
    return new DeliveryResult.Later(reason(e, words, timedOut || hung), hung);
  }

  private String reason(MessagingException e, String words, boolean timedOut) {
    String server = settings.server();
    if (e instanceof AuthenticationFailedException) {
      return server + " refused the login, nothing was sent: " + words;
    }
    if (e instanceof TrackingTransport.NoLoginOffered) {
      return server + " offers no login, nothing was sent; unset smtp.user if it needs none";
    }
    if (words.contains("STARTTLS is required")) {
      return server
          + " offers no STARTTLS, nothing was sent; smtp.starttls=off would send in plain";
    }
    if (has(e, CertificateException.class) || (has(e, SSLException.class) && !timedOut)) {
      return "no TLS with " + server + ", nothing was sent: " + OneLine.of(deepest(e).getMessage());
    }
    if (e instanceof MailConnectException && !timedOut) {
      return "cannot connect to " + server + ": " + OneLine.of(deepest(e).getMessage());
    }
    if (timedOut) {
      return server
          + " did not answer within "
          + settings.timeout().toSeconds()
          + " s, nothing was sent";
    }
    return server + " failed before the mail was sent: " + words;
  }

  /** Whether the server spoke of this mail; 421 only says that it ends the connection. */
  static boolean isAnswered(MessagingException e) {
    int code = codeOf(e);
    return code >= 400 && code != 421;
  }

  /** The code of the server's own answer; -1 when it gave none. */
  private static int codeOf(MessagingException e) {
    for (Exception x = e; x != null; x = next(x)) {
      int code =
          switch (x) {
            case SMTPAddressFailedException a -> a.getReturnCode();
            case SMTPSenderFailedException s -> s.getReturnCode();
            case SMTPSendFailedException s -> s.getReturnCode();
            default -> -1;
          };
      if (code >= 400) {
        return code;
      }
    }
    return -1;
  }

  private static String wordsOf(MessagingException e) {
    for (Exception x = e; x != null; x = next(x)) {
      if (x instanceof SMTPAddressFailedException a) {
        return a.getMessage();
      }
    }
    return e.getMessage();
  }

  private static Exception next(Exception e) {
    return e instanceof MessagingException m ? m.getNextException() : null;
  }

  private static boolean has(Throwable e, Class<? extends Throwable> type) {
    for (Throwable x = e; x != null; x = x.getCause()) {
      if (type.isInstance(x)
          || (x instanceof SocketConnectException c && type.isInstance(c.getException()))) {
        return true;
      }
    }
    return false;
  }

  private static Throwable deepest(Throwable e) {
    Throwable x = e;
    while (x.getCause() != null) {
      x = x.getCause();
    }
    return x;
  }
}
