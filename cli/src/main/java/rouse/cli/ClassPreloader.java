package rouse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import rouse.cli.client.HttpCall;
import rouse.cli.client.PlainJson;
import rouse.contracts.event.Json;

/**
 * Loads what a verb speaks with, HTTP and JSON, while its options are read: to learn the options
 * keeps one processor busy for as long as these keep another.
 */
final class ClassPreloader {
  /** Gives its order by plain JSON, and reads what became of it while the order is carried out. */
  private static final String ORDERS_FIRST = "up";

  private ClassPreloader() {}

  static void load(String... args) {
    boolean mapper = args.length > 0 && !args[0].equals(ORDERS_FIRST);
    Thread.ofPlatform().name("ahead").daemon().start(() -> loadNow(mapper));
  }

  private static void loadNow(boolean mapper) {
    HttpCall.load();
    try {
      PlainJson.write(Map.of("file", ""));
      PlainJson.read("{\"file\":\"\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (mapper) {
      Json.MAPPER.valueToTree(Map.of("file", ""));
    }
  }
}
