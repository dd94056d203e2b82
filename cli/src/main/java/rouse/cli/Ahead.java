package rouse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Loads what a verb gives its order with, HTTP and plain JSON, while its options are read: to learn
 * the options keeps one processor busy, and these another.
 */
final class Ahead {
  private Ahead() {}

  static void load() {
    Thread.ofPlatform().name("ahead").daemon().start(Ahead::loadNow);
  }

  private static void loadNow() {
    HttpCall.load();
    try {
      PlainJson.read(PlainJson.write(Map.of("file", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
