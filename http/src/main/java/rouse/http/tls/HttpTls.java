package rouse.http.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.http.Addresses;
import rouse.http.ReloadedFiles;

/** TLS of the two HTTP APIs, for those who serve them and those who call them. */
public final class HttpTls {
  private final Path certificate;
  private final Path key;

  private HttpTls(Path certificate, Path key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Empty when the settings name no certificate: the APIs speak plain HTTP then.
   *
   * @throws SettingError when they name one of the two alone
   */
  public static Optional<HttpTls> of(Settings settings) {
    Optional<Path> cert = settings.optional(KnownSettings.HTTP_TLS_CERT).map(Path::of);
    Optional<Path> key = settings.optional(KnownSettings.HTTP_TLS_KEY).map(Path::of);
    if (cert.isPresent() != key.isPresent()) {
      throw new SettingError("http.tls.cert and http.tls.key go together, or neither is set");
    }
    return cert.map(file -> new HttpTls(file, key.get()));
  }

  /** Where an API of these settings is reached that listens at an address. */
  public static String url(Settings settings, String bind, int port) {
    boolean secure = settings.isGiven(KnownSettings.HTTP_TLS_CERT);
    // No certificate is made out to "all addresses".
    boolean any = Addresses.literal(bind).filter(a -> a.isAnyLocalAddress()).isPresent();
    String host = secure && any ? "localhost" : bind.contains(":") ? "[" + bind + "]" : bind;
    return (secure ? "https://" : "http://") + host + ":" + port;
  }

  /**
   * When the first certificate of the chain ends.
   *
   * @throws SettingError when the files are wrong, or do not belong together
   */
  public Instant expires() {
    return files().get().expires();
  }

  private ReloadedFiles<KeyPairFiles> files() {
    return new ReloadedFiles<>(
        "http.tls.cert", List.of(certificate, key), () -> KeyPairFiles.read(certificate, key));
  }

  /**
   * What a server shows its callers; read anew when the files change.
   *
   * @throws SettingError when the files are wrong, or do not belong together
   */
  public SSLContext served() {
    return context(new KeyManager[] {new CurrentKey(files())}, null);
  }

  /**
   * What callers trust: the certificates of {@code http.tls.ca}, else those of Java, and the
   * server's own where the settings name it.
   *
   * @throws SettingError when a file is wrong
   */
  public static SSLContext trusted(Settings settings) {
    Optional<Path> authorities = settings.optional(KnownSettings.HTTP_TLS_CA).map(Path::of);
    List<Path> files = new ArrayList<>(authorities.stream().toList());
    of(settings).ifPresent(own -> files.add(own.certificate));
    ReloadedFiles<X509ExtendedTrustManager> read =
        new ReloadedFiles<>(
            authorities.isPresent() ? "http.tls.ca" : "http.tls.cert",
            files,
            () -> trusting(files, authorities.isEmpty()));
    return context(null, new TrustManager[] {new CurrentTrust(read)});
  }

  private static X509ExtendedTrustManager trusting(List<Path> files, boolean javasToo)
      throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : files) {
      all.addAll(new PemFile(file).certificates());
    }
    try {
      if (javasToo) {
        all.addAll(Arrays.asList(manager(null).getAcceptedIssuers()));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), all.get(i));
      }
      return manager(store);
    } catch (GeneralSecurityException e) {
      throw new SettingError("http.tls.ca: " + e.getMessage());
    }
  }

  /**
   * @param store null for what Java trusts
   */
  private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Stream.of(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static SSLContext context(KeyManager[] keys, TrustManager[] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
