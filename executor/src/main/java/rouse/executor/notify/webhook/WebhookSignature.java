package rouse.executor.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code t=<seconds since 1970>,v1=<hex of HMAC-SHA256(secret, "<t>.<body>")>}. The time is signed
 * too, so that who keeps a message cannot send it again later.
 */
public final class WebhookSignature {
  static final String HEADER = "X-Rouse-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  public static String of(String secret, Instant at, String body) {
    String signed = at.getEpochSecond() + "." + body;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      String hex = HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8)));
      return "t=" + at.getEpochSecond() + ",v1=" + hex;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
