package rouse.executor.docker.engine;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;

/** A client that several calls share; once abandoned it is closed when its last call has ended. */
final class SharedClient {
  private final DockerClient client;
  private int calls;
  private boolean abandoned;

  SharedClient(DockerClient client) {
    this.client = client;
  }

  /** The current lease, counted as in use. */
  static SharedClient take(AtomicReference<SharedClient> current) {
    while (true) {
      SharedClient lease = current.get();
      if (lease.tryTake()) {
        return lease;
      }
      if (current.get() == lease) {
        throw new EngineException(
            EngineException.Kind.UNREACHABLE, "the connection to the engine is closed", null);
      }
    }
  }

  DockerClient client() {
    return client;
  }

  private synchronized boolean tryTake() {
    if (abandoned) {
      return false;
    }
    calls++;
    return true;
  }

  synchronized void giveBack() {
    calls--;
    closeWhenUnused();
  }

  synchronized void abandon() {
    abandoned = true;
    closeWhenUnused();
  }

  private void closeWhenUnused() {
    if (abandoned && calls == 0) {
      try {
        client.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
