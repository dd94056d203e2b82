package rouse.it.action;

import rouse.streams.StreamsApp;

/** The streams app in a JVM of its own. */
public final class StreamsChild {
  private StreamsChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (StreamsApp app = new StreamsApp(Child.settings(arguments))) {
      app.start();
      app.awaitEnd();
    }
  }
}
