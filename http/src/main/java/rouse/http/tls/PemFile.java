package rouse.http.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import rouse.contracts.settings.SettingError;

/** Certificates or a private key as OpenSSL and ACME clients write them. */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private final Path file;
  private final List<MatchResult> blocks;

  PemFile(Path file) throws IOException {
    this.file = file;
    this.blocks = BLOCK.matcher(Files.readString(file, US_ASCII)).results().toList();
  }

  /** All that stand there, in their order. */
  List<X509Certificate> certificates() {
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (MatchResult block : blocks) {
        if (block.group(1).equals("CERTIFICATE")) {
          all.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(bytes(block))));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new SettingError(file + " holds a certificate that is damaged: " + e.getMessage());
    }
    if (all.isEmpty()) {
      throw new SettingError(file + " holds no certificate in PEM");
    }
    return all;
  }

  /**
   * @param algorithm of the public key that it belongs to
   */
  PrivateKey key(String algorithm) {
    MatchResult block =
        blocks.stream()
            .filter(b -> b.group(1).endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(() -> new SettingError(file + " holds no private key in PEM"));
    if (!block.group(1).equals("PRIVATE KEY")) {
      throw new SettingError(
          "the key in %1$s is not plain PKCS#8; 'openssl pkcs8 -topk8 -nocrypt -in %1$s' makes it so"
              .formatted(file));
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(bytes(block)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SettingError(
          "the key in " + file + " is damaged, or no " + algorithm + " key as the certificate's");
    }
  }

  private static byte[] bytes(MatchResult block) {
    return Base64.getMimeDecoder().decode(block.group(2));
  }
}
