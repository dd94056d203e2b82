package rouse.executor.notify.sms;

import java.util.Optional;
import java.util.Set;
import rouse.contracts.action.Recipient;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification.Channel;

/** Phone numbers as E.164 wants them: {@code +}, calling code, number, no more than 15 digits. */
final class PhoneNumber {
  private static final int LONGEST = 15;

  /**
   * Where a leading zero is part of the number: Italy, San Marino, Côte d'Ivoire, Gabon, the Congo.
   * Elsewhere it is the trunk prefix, which is dialled within a country only.
   */
  private static final Set<String> ZERO_STAYS = Set.of("39", "378", "225", "241", "242");

  private PhoneNumber() {}

  /**
   * @param country calling code for numbers that have none, such as {@code 44}
   * @throws Unreadable when it is no number, or has no country and there is no default
   */
  static String e164(String text, Optional<String> country) {
    Recipient recipient = Recipient.parse(text);
    if (recipient.channel() != Channel.SMS) {
      throw new MalformedRecordException("not a phone number: '" + recipient.address() + "'");
    }
    String number = recipient.address();
    if (number.startsWith("+")) {
      return number;
    }
    String code =
        country.orElseThrow(
            () ->
                new MalformedRecordException(
                    number + " names no country; set sms.country, such as 44"));
    boolean trunk = number.startsWith("0") && !ZERO_STAYS.contains(code);
    String national = trunk ? number.substring(1) : number;
    if (code.length() + national.length() > LONGEST) {
      throw new MalformedRecordException(number + " is too long for a number of country " + code);
    }
    return "+" + code + national;
  }
}
