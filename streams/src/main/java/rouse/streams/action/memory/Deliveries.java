package rouse.streams.action.memory;

import java.util.List;
import rouse.contracts.event.Delivery;

/** What became of the messages to one recipient lately, newest first. */
public record Deliveries(List<Delivery> deliveries) {
  public static final Deliveries NONE = new Deliveries(List.of());
  static final int MOST = 50;

  public Deliveries {
    deliveries = List.copyOf(deliveries);
  }

  public Deliveries with(Delivery delivery) {
    return new Deliveries(Recent.with(delivery, deliveries, MOST));
  }
}
