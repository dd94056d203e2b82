package rouse.it.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between clients and a server. It passes bytes on at once, late, or not at all: then
 * connections stay open and nothing comes through, as when packets are dropped.
 */
final class TcpProxy implements AutoCloseable {
  private static final int DELAY_MS = 500;
  private static final int SPREAD_MS = 200;
  private static final long PARK_NANOS = 5_000_000;
  private final ServerSocket door;
  private final int target;
  private final Random random = new Random(7);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean slow;
  private volatile boolean cut;

  /** What came from the server, and when it goes on. */
  private record Chunk(long dueNanos, byte[] bytes) {}

  TcpProxy(int port, int target) {
    try {
      this.door = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.target = target;
    daemon(this::accept);
  }

  /** Answers come 500 ms late, 200 ms more or less. */
  void slow(boolean on) {
    slow = on;
  }

  /** Nothing comes through. */
  void cut(boolean on) {
    cut = on;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        open.add(client);
        daemon(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    awaitUncut();
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      open.add(server);
      BlockingQueue<Chunk> there = new LinkedBlockingQueue<>();
      BlockingQueue<Chunk> back = new LinkedBlockingQueue<>();
      daemon(() -> read(client, there, false));
      daemon(() -> write(there, server, client));
      daemon(() -> read(server, back, true));
      daemon(() -> write(back, client, server));
    } catch (IOException refused) {
      close(client);
    }
  }

  private void read(Socket from, BlockingQueue<Chunk> to, boolean delayed) {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = from.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.add(new Chunk(due(delayed), Arrays.copyOf(buffer, n)));
      }
    } catch (IOException gone) {
      // Its end follows.
    }
    to.add(new Chunk(0, new byte[0]));
  }

  private long due(boolean delayed) {
    long late = delayed && slow ? DELAY_MS + random.nextInt(-SPREAD_MS, SPREAD_MS + 1) : 0;
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(late);
  }

  private void write(BlockingQueue<Chunk> from, Socket to, Socket other) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = from.take(); chunk.bytes().length > 0; chunk = from.take()) {
        LockSupport.parkNanos(chunk.dueNanos() - System.nanoTime());
        awaitUncut();
        out.write(chunk.bytes());
      }
    } catch (IOException gone) {
      // Both ends are closed below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    awaitUncut();
    close(to);
    close(other);
  }

  private void awaitUncut() {
    while (cut && !door.isClosed()) {
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // that is what was wanted
    }
  }

  private static void daemon(Runnable work) {
    Thread.ofVirtual().start(work);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(this::close);
  }
}
