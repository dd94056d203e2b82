package rouse.http.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import rouse.http.ReloadedFiles;

/** Shows each new caller the certificate as it is in its file by now. */
final class CurrentKey extends X509ExtendedKeyManager {
  private final ReloadedFiles<KeyPairFiles> files;

  /** A handshake that has begun ends with what it began with. */
  private final ConcurrentMap<String, KeyPairFiles> chosen = new ConcurrentHashMap<>();

  CurrentKey(ReloadedFiles<KeyPairFiles> files) {
    this.files = files;
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    KeyPairFiles now = files.get();
    if (!now.key().getAlgorithm().equals(type)) {
      return null;
    }
    String alias = Integer.toHexString(System.identityHashCode(now));
    chosen.keySet().removeIf(old -> chosen.size() > 2 && !old.equals(alias));
    chosen.put(alias, now);
    return alias;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    KeyPairFiles pair = chosen.get(alias);
    return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    KeyPairFiles pair = chosen.get(alias);
    return pair == null ? null : pair.key();
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return chooseEngineServerAlias(type, issuers, null);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    String alias = chooseEngineServerAlias(type, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return null;
  }
}
