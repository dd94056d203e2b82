package rouse.executor.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A socket before the engine's: passes everything on, can be cut, and can keep a request back. The
 * engine behind it is the real one.
 */
public final class EngineProxy implements AutoCloseable {
  private static final Path ENGINE = Path.of("/var/run/docker.sock");
  private final Path folder;
  private final Path socket;
  private final ServerSocketChannel server;
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
  private volatile boolean refusing;
  private volatile Pattern held;
  private final CountDownLatch heldOne = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  public EngineProxy() throws IOException {
    folder = Files.createTempDirectory("docker-it-proxy");
    socket = folder.resolve("docker.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** For {@code docker.host}. */
  public String address() {
    return "unix://" + socket;
  }

  /** Breaks every connection; new ones are taken. */
  public void cut() {
    open.forEach(EngineProxy::close);
    open.clear();
  }

  /** Breaks every connection and takes none until further notice. */
  public void refuse(boolean now) {
    refusing = now;
    if (now) {
      cut();
    }
  }

  /** Keeps every request back whose first line matches, and what follows it on its connection. */
  public void hold(String requestLine) {
    held = Pattern.compile(requestLine);
  }

  /** Returns when a request was kept back; fails when none came. */
  public void awaitHeld() throws InterruptedException {
    if (!heldOne.await(2, TimeUnit.MINUTES)) {
      throw new AssertionError("no request came that matches " + held);
    }
  }

  /** Lets go what was kept back, and keeps nothing back any more. */
  public void release() {
    held = null;
    released.countDown();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        if (refusing) {
          client.close();
        } else {
          SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(ENGINE));
          open.add(client);
          open.add(engine);
          if (refusing) {
            cut();
          }
          Thread.ofPlatform().daemon().start(() -> pump(client, engine, true));
          Thread.ofPlatform().daemon().start(() -> pump(engine, client, false));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pump(SocketChannel from, SocketChannel to, boolean requests) {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        if (requests && isHeld(buffer)) {
          heldOne.countDown();
          released.await();
        }
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException | InterruptedException broken) {
      close(from);
    } finally {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private boolean isHeld(ByteBuffer request) {
    String text = ISO_8859_1.decode(request.duplicate()).toString();
    return held != null && held.matcher(text.lines().findFirst().orElse("")).find();
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyClosed) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    // Cut first: what was kept back until now shall not reach the engine behind the test's back.
    cut();
    released.countDown();
    Files.deleteIfExists(socket);
    Files.deleteIfExists(folder);
  }
}
