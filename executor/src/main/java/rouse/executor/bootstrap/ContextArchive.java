package rouse.executor.bootstrap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;

/**
 * The archive of a build context. It is written while it is sent, so that a large context never
 * stands in memory. When a file of it cannot be read any longer it ends with a failure, and not as
 * if it were whole.
 */
final class ContextArchive extends FilterInputStream {
  private static final int BUFFER = 1 << 16;
  private volatile IOException failure;

  ContextArchive(BuildContext context) throws IOException {
    this(context, new PipedInputStream(BUFFER));
  }

  private ContextArchive(BuildContext context, PipedInputStream pipe) throws IOException {
    super(pipe);
    PipedOutputStream out = new PipedOutputStream(pipe);
    Thread.ofPlatform().daemon().name("context").start(() -> write(context, out));
  }

  private void write(BuildContext context, PipedOutputStream pipe) {
    try (PipedOutputStream out = pipe) {
      try {
        context.writeTo(out);
      } catch (IOException e) {
        // Noted before the pipe is closed, which is when its reader asks.
        failure = e;
      }
    } catch (IOException closedAlready) {
      return;
    }
  }

  /**
   * Returns when nothing has failed.
   *
   * @throws IOException saying why it is not whole
   */
  void requireWhole() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int read() throws IOException {
    return unlessFailed(super.read());
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return unlessFailed(super.read(buffer, offset, length));
  }

  private int unlessFailed(int read) throws IOException {
    if (read < 0) {
      requireWhole();
    }
    return read;
  }
}
