package rouse.cli;

import java.util.Map;
import rouse.contracts.event.Json;

/**
 * Loads what nearly every verb needs once its options are read, while they are: to learn the
 * options keeps one processor busy for as long as JSON and HTTP keep another.
 */
final class Ahead {
  private Ahead() {}

  static void load() {
    Thread.ofPlatform().name("ahead").daemon().start(Ahead::loadNow);
  }

  private static void loadNow() {
    HttpCall.load();
    Json.MAPPER.valueToTree(Map.of("file", ""));
  }
}
