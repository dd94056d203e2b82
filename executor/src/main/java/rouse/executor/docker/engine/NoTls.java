package rouse.executor.docker.engine;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * For a connection that never speaks TLS, such as a unix socket. Without one of its own the Docker
 * client takes the JVM's default context, which loads all of the JDK's TLS and every certificate of
 * the system: megabytes that nobody uses.
 */
final class NoTls extends SSLContext {
  NoTls() {
    super(new Refusing(), new None(), "none");
  }

  private static final class None extends Provider {
    private static final long serialVersionUID = 1L;

    None() {
      super("none", "1", "no TLS");
    }
  }

  private static final class Refusing extends SSLContextSpi {
    private static UnsupportedOperationException no() {
      return new UnsupportedOperationException("this connection speaks no TLS");
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random)
        throws KeyManagementException {
      throw no();
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw no();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw no();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw no();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw no();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw no();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw no();
    }
  }
}
