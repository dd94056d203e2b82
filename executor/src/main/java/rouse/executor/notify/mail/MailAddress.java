package rouse.executor.notify.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import rouse.contracts.action.Recipient;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification.Channel;
import rouse.executor.notify.OneLine;

/** Mail addresses, checked twice: by our own strict rule and by the library that writes them. */
public final class MailAddress {
  private MailAddress() {}

  /**
   * @throws Unreadable when it is none
   */
  static InternetAddress parse(String text) {
    Recipient recipient = Recipient.parse(text);
    if (recipient.channel() != Channel.MAIL) {
      throw new MalformedRecordException("not a mail address: '" + recipient.address() + "'");
    }
    try {
      InternetAddress address = new InternetAddress(recipient.address(), true);
      address.validate();
      return address;
    } catch (AddressException e) {
      throw new MalformedRecordException("not a mail address: " + OneLine.of(e.getMessage()), e);
    }
  }

  static boolean isOne(String text) {
    try {
      parse(text);
      return true;
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  /** What stands after the {@code @}; all of a domain hangs together. */
  public static String domainOf(String text) {
    return text.substring(text.lastIndexOf('@') + 1);
  }
}
