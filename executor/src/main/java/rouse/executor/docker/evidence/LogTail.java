package rouse.executor.docker.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;

/** The end of a log, of whatever length that is. */
final class LogTail {
  private static final int LONGEST = 64 * 1024;
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private int length;
  private boolean truncated;

  synchronized void add(byte[] piece) {
    pieces.addLast(piece);
    length += piece.length;
    while (length - pieces.getFirst().length >= LONGEST) {
      length -= pieces.removeFirst().length;
      truncated = true;
    }
  }

  synchronized boolean isTruncated() {
    return truncated || length > LONGEST;
  }

  /** What is no text is shown as such. */
  synchronized String text() {
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    int from = Math.max(0, length - LONGEST);
    return new String(all, from, length - from, UTF_8);
  }
}
