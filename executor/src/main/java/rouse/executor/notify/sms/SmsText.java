package rouse.executor.notify.sms;

import java.util.ArrayList;
import java.util.List;

/**
 * A text as the parts an SMS is sent in: 3GPP TS 23.038 (the 7-bit alphabet, in which the extension
 * characters take two places) and 23.040 (a part of several has a header, and so less room).
 *
 * @param gsm7 every character is in the 7-bit alphabet; else it is sent as UCS-2
 * @param parts in order; one empty part for an empty text
 */
record SmsText(boolean gsm7, List<String> parts) {
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
          + "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String EXTENSION = "\f^{}\\[~]|€";
  private static final int GSM7_SINGLE = 160;
  private static final int GSM7_PART = 153;
  private static final int UCS2_SINGLE = 70;
  private static final int UCS2_PART = 67;

  SmsText {
    parts = List.copyOf(parts);
  }

  static SmsText of(String text) {
    boolean gsm7 = text.chars().allMatch(c -> places(c) > 0);
    int whole = 0;
    for (int i = 0; i < text.length(); i++) {
      whole += gsm7 ? places(text.charAt(i)) : 1;
    }
    if (whole <= (gsm7 ? GSM7_SINGLE : UCS2_SINGLE)) {
      return new SmsText(gsm7, List.of(text));
    }
    return new SmsText(gsm7, split(text, gsm7, gsm7 ? GSM7_PART : UCS2_PART));
  }

  /** The text cut to so many parts. */
  SmsText atMost(int most) {
    return parts.size() <= most ? this : new SmsText(gsm7, parts.subList(0, most));
  }

  String whole() {
    return String.join("", parts);
  }

  /** No part ends between the two halves of a character. */
  private static List<String> split(String text, boolean gsm7, int room) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int chars = Character.charCount(text.codePointAt(i));
      int needed = gsm7 ? places(text.charAt(i)) : chars;
      if (used + needed > room) {
        parts.add(text.substring(start, i));
        start = i;
        used = 0;
      }
      used += needed;
      i += chars;
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** Places in the 7-bit alphabet; 0 when it is not in it. */
  private static int places(int character) {
    if (BASIC.indexOf(character) >= 0) {
      return 1;
    }
    return EXTENSION.indexOf(character) >= 0 ? 2 : 0;
  }
}
