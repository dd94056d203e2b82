package rouse.executor.notify.mail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import rouse.contracts.settings.SettingError;
import rouse.executor.notify.OneLine;

/** TLS that trusts what the system trusts, and the certificates of a PEM file. */
final class ExtraTrust {
  private ExtraTrust() {}

  /**
   * @throws SettingError when the file cannot be read or has no certificate
   */
  static SSLSocketFactory socketFactory(Path pem) {
    try {
      List<Certificate> trusted = new ArrayList<>(certificatesOf(pem));
      trusted.addAll(systemTrust());
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, factoryFor(storeOf(trusted)).getTrustManagers(), null);
      return tls.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new SettingError(
          "smtp.trust: cannot read certificates from " + pem + ": " + OneLine.of(e.getMessage()));
    }
  }

  private static List<Certificate> certificatesOf(Path pem)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw new IOException("there is none in it");
      }
      return found;
    }
  }

  private static List<X509Certificate> systemTrust() throws GeneralSecurityException {
    for (TrustManager manager : factoryFor(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return List.of(x509.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static KeyStore storeOf(List<Certificate> trusted)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("trusted-" + i, trusted.get(i));
    }
    return store;
  }

  private static TrustManagerFactory factoryFor(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
