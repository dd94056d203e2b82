package rouse.contracts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Notification;

/** All with one writer, as in a topology: nothing of one value may get into the next. */
class OutputWriterTest {
  private static final OutputWriter WRITER = new OutputWriter();

  @Property(tries = 500)
  @Label("R6 commands are written as their record says, whatever is in them")
  void writesCommands(
      @ForAll String sensor,
      @ForAll String command,
      @ForAll @WithNull String service,
      @ForAll String request) {
    assertThat(WRITER.command(new SensorCommand(sensor, command), service, request))
        .isEqualTo(CloudEvents.body(new SensorManagerRecord(sensor, command, service, request)));
  }

  @Property(tries = 500)
  @Label("R7 displays are written as their record says, short and long")
  void writesDisplays(
      @ForAll @WithNull String service,
      @ForAll @StringLength(max = 20_000) String text,
      @ForAll String request,
      @ForAll Instant at) {
    assertThat(WRITER.display(service, text, request, at.toString()))
        .isEqualTo(CloudEvents.body(new UserDisplayRecord(service, text, request, at)));
  }

  @Property(tries = 500)
  @Label("R8 notifications are written as their record says, whatever is missing")
  void writesNotifications(
      @ForAll String id,
      @ForAll Notification.Channel channel,
      @ForAll @WithNull String subject,
      @ForAll String text,
      @ForAll @WithNull String group,
      @ForAll boolean resolved) {
    Notification message =
        new Notification(id, "ias", channel, "a@x.org", subject, text, "action", group, resolved);
    assertThat(WRITER.notification(message)).isEqualTo(CloudEvents.body(message));
  }
}
