package rouse.contracts.heartbeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import rouse.contracts.platform.InstanceId;

/**
 * What lets a container beat over HTTP for itself and for nobody else: HMAC-SHA256 of its instance
 * with a secret that the executor and the streams app share; base64url without padding.
 */
public final class BeatToken {
  private static final String ALGORITHM = "HmacSHA256";

  private BeatToken() {}

  /** The token of an instance. */
  public static String of(String secret, InstanceId instance) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      byte[] digest = mac.doFinal(("beat:" + instance).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /** Whether a token is that of the instance; takes the same time for every wrong one. */
  public static boolean isValid(String token, String secret, InstanceId instance) {
    return MessageDigest.isEqual(token.getBytes(UTF_8), of(secret, instance).getBytes(UTF_8));
  }
}
