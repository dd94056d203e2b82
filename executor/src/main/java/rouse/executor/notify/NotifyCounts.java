package rouse.executor.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Notification.Channel;

/** What became of messages since this start: {@code rouse_notifications_total{channel,outcome}}. */
final class NotifyCounts {
  private final MeterRegistry meters;

  NotifyCounts(MeterRegistry meters) {
    this.meters = meters;
    for (Channel channel : Channel.values()) {
      for (Outcome outcome : Outcome.values()) {
        counter(channel, outcome);
      }
    }
  }

  void count(Channel channel, Outcome outcome) {
    counter(channel, outcome).increment();
  }

  private Counter counter(Channel channel, Outcome outcome) {
    return Counter.builder("rouse.notifications")
        .description("what became of messages, by channel")
        .tag("channel", channel.name().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(meters);
  }
}
