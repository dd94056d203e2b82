package rouse.core.text;

import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.text.PlainText;
import rouse.core.state.recovery.CommandKind;

/** One line for people about an event. */
public final class EventSummaries {
  /** Hundreds of them make one incident, which must go into one record of the store's log. */
  private static final int LONGEST = 2_000;

  private EventSummaries() {}

  public static String of(Event event) {
    String line =
        switch (event) {
          case Fact f -> FactSummaries.of(f);
          case Decision d -> DecisionSummaries.of(d);
          case Command c ->
              CommandKind.of(c).name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                  + " "
                  + c.instance()
                  + " incarnation "
                  + c.incarnation()
                  + " by "
                  + c.deadline();
          case rouse.contracts.event.Notification n -> n.text();
          case rouse.contracts.event.Delivery d -> d.notificationId();
        };
    return PlainText.oneLine(line, LONGEST);
  }
}
