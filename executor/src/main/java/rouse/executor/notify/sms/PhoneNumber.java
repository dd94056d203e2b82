package rouse.executor.notify.sms;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import java.util.Optional;
import rouse.contracts.action.Recipient;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification.Channel;

/**
 * Phone numbers as E.164 wants them: {@code +}, calling code, number, no more than 15 digits. What
 * is dialled within a country only, as the 0 of Britain, the 8 of Russia and the 06 of Hungary, and
 * where a zero is part of the number, is known to libphonenumber.
 */
final class PhoneNumber {
  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  private PhoneNumber() {}

  /**
   * @param country calling code for numbers that have none, such as {@code 44}
   * @throws MalformedRecordException when it is no number, or has no country and there is no
   *     default
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
    try {
      var parsed =
          NUMBERS.parse(number, NUMBERS.getRegionCodeForCountryCode(Integer.parseInt(code)));
      if (NUMBERS.isPossibleNumberWithReason(parsed) == ValidationResult.TOO_LONG) {
        throw new MalformedRecordException(number + " is too long for a number of country " + code);
      }
      return NUMBERS.format(parsed, PhoneNumberFormat.E164);
    } catch (NumberParseException e) {
      throw new MalformedRecordException(
          number + " is no number of country " + code + ": " + e.getMessage());
    }
  }
}
