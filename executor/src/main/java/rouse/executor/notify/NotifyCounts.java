package rouse.executor.notify;

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

  private io.micrometer.core.instrument.Counter counter(Channel channel, Outcome outcome) {
    return meters.counter(
        "rouse.notifications",
        "channel",
        channel.name().toLowerCase(Locale.ROOT),
        "outcome",
        outcome.name().toLowerCase(Locale.ROOT));
  }
}
