package rouse.executor.balance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * HAProxy's Runtime API: one command over one connection, which HAProxy closes after its answer.
 * Over TCP or a Unix socket, with one deadline for all of it.
 */
final class HaproxySocket implements RuntimeApi {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final int LARGEST_ANSWER = 8 * 1024 * 1024;

  /** Where it is now; HAProxy's container may have another address after a restart. */
  @FunctionalInterface
  interface Address {
    SocketAddress find() throws IOException;
  }

  private final Address address;

  HaproxySocket(Address address) {
    this.address = address;
  }

  @Override
  public String run(String command) throws IOException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    SocketAddress to = address.find();
    try (SocketChannel channel = open(to);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      if (!channel.connect(to)) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        await(selector, end);
        channel.finishConnect();
        key.cancel();
        selector.selectNow();
      }
      send(channel, selector, ByteBuffer.wrap((command + "\n").getBytes(UTF_8)), end);
      return receive(channel, selector, end);
    }
  }

  private static SocketChannel open(SocketAddress to) throws IOException {
    return to instanceof InetSocketAddress
        ? SocketChannel.open()
        : SocketChannel.open(StandardProtocolFamily.UNIX);
  }

  private static void send(SocketChannel channel, Selector selector, ByteBuffer text, long end)
      throws IOException {
    SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
    while (text.hasRemaining()) {
      await(selector, end);
      channel.write(text);
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  private static String receive(SocketChannel channel, Selector selector, long end)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer part = ByteBuffer.allocate(16 * 1024);
    while (answer.size() < LARGEST_ANSWER) {
      await(selector, end);
      int length = channel.read(part.clear());
      if (length < 0) {
        return answer.toString(UTF_8).strip();
      }
      answer.write(part.array(), 0, length);
    }
    throw new IOException("HAProxy's answer is larger than " + LARGEST_ANSWER + " bytes");
  }

  private static void await(Selector selector, long end) throws IOException {
    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    if (left <= 0 || selector.select(left) == 0) {
      throw new SocketTimeoutException(
          "HAProxy has not answered within " + DEADLINE.toSeconds() + " s");
    }
    selector.selectedKeys().clear();
  }

  /** The address of a Unix socket of this host. */
  static SocketAddress path(String path) {
    return UnixDomainSocketAddress.of(path);
  }
}
