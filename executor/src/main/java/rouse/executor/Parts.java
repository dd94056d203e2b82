package rouse.executor;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in the opposite order. */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T keep(T part) {
    open.addFirst(part);
    return part;
  }

  /** A second call does nothing. */
  @Override
  public synchronized void close() {
    for (AutoCloseable part : open) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
    open.clear();
  }
}
