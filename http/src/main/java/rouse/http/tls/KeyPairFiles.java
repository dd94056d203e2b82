package rouse.http.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.SettingError;

/**
 * A certificate and its key.
 *
 * @param chain the server's own certificate first
 */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {
  private static final Logger LOG = LoggerFactory.getLogger(KeyPairFiles.class);
  private static final byte[] SAMPLE = "sample".getBytes(UTF_8);

  /**
   * @throws SettingError when one of them is wrong, or they do not belong together
   */
  static KeyPairFiles read(Path certificate, Path key) throws IOException {
    List<X509Certificate> chain = new PemFile(certificate).certificates();
    PublicKey pub = chain.getFirst().getPublicKey();
    KeyPairFiles pair = new KeyPairFiles(chain, new PemFile(key).key(pub.getAlgorithm()));
    if (!pair.belongTogether()) {
      throw new SettingError("the key in " + key + " is not that of " + certificate);
    }
    if (pair.expires().isBefore(Instant.now())) {
      LOG.warn("{} has expired: callers will refuse it", certificate);
    }
    return pair;
  }

  Instant expires() {
    return chain.stream().map(c -> c.getNotAfter().toInstant()).min(Instant::compareTo).get();
  }

  private boolean belongTogether() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(key);
      sign.update(SAMPLE);
      byte[] signature = sign.sign();
      sign.initVerify(chain.getFirst());
      sign.update(SAMPLE);
      return sign.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
