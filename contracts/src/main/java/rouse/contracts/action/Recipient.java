package rouse.contracts.action;

import java.util.Locale;
import java.util.regex.Pattern;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.text.PlainText;

/**
 * A checked mail address or phone number, written so that two spellings of one address are equal.
 *
 * @param channel {@link Channel#MAIL} or {@link Channel#SMS}
 * @param address a mail address with its domain in lower case; a phone number as digits, with a
 *     leading {@code +} when it names its country
 */
public record Recipient(Channel channel, String address) {
  /** RFC 5321, 4.5.3.1.3: a path has 256 octets, two of them brackets. */
  private static final int LONGEST_MAIL_ADDRESS = 254;

  /**
   * The dot-atom of RFC 5322: no quotes, no comments, no blanks, so nothing that could be a header.
   */
  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
              + "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private static final Pattern PHONE_SEPARATORS = Pattern.compile("[ ().-]");

  /** E.164 has at most 15 digits; fewer than 3 are no number anywhere. */
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9]{3,15}");

  /**
   * Reads an address: with {@code @} a mail address, else a phone number of digits with {@code + -
   * ( ) .} and blanks.
   *
   * @throws Unreadable with the reason, when it is neither
   */
  public static Recipient parse(String text) {
    if (PlainText.hasControls(text)) {
      throw new MalformedRecordException("an address has no line breaks or control characters");
    }
    String address = text.strip();
    return address.indexOf('@') >= 0 ? mail(address) : phone(address);
  }

  private static Recipient mail(String address) {
    int at = address.lastIndexOf('@');
    String local = address.substring(0, at);
    String domain = address.substring(at + 1);
    if (address.length() > LONGEST_MAIL_ADDRESS
        || local.length() > 64
        || !LOCAL_PART.matcher(local).matches()
        || !DOMAIN.matcher(domain).matches()) {
      throw new MalformedRecordException("not a mail address: " + shown(address));
    }
    return new Recipient(Channel.MAIL, local + "@" + domain.toLowerCase(Locale.ROOT));
  }

  private static Recipient phone(String text) {
    String digits = PHONE_SEPARATORS.matcher(text).replaceAll("");
    String international = digits.startsWith("00") ? "+" + digits.substring(2) : digits;
    if (!PHONE.matcher(international).matches()) {
      throw new MalformedRecordException(
          "neither a mail address nor a phone number: " + shown(text));
    }
    return new Recipient(Channel.SMS, international);
  }

  private static String shown(String text) {
    return "'" + (text.length() <= 80 ? text : text.substring(0, 80) + "…") + "'";
  }
}
