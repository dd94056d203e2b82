package rouse.executor.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;

/**
 * Keeps what the engine tells until there is a broker to tell it to, then passes on at once. The
 * broker may be one of the containers that are being started.
 */
public final class BufferedFacts implements Consumer<Envelope<Fact>> {
  private final Consumer<Envelope<Fact>> writer;
  private List<Envelope<Fact>> waiting = new ArrayList<>();

  public BufferedFacts(Consumer<Envelope<Fact>> writer) {
    this.writer = writer;
  }

  @Override
  public synchronized void accept(Envelope<Fact> fact) {
    if (waiting == null) {
      writer.accept(fact);
    } else {
      waiting.add(fact);
    }
  }

  /** Writes what has waited, in order, and from now on each at once. */
  public synchronized void open() {
    if (waiting != null) {
      waiting.forEach(writer);
      waiting = null;
    }
  }
}
