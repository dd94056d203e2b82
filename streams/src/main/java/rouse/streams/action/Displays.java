package rouse.streams.action;

import java.util.List;
import rouse.contracts.action.UserDisplayRecord;

/** What was displayed to the user of one service lately, newest first; long texts are cut. */
public record Displays(List<UserDisplayRecord> displays) {
  static final Displays NONE = new Displays(List.of());
  private static final int MOST = 20;
  private static final int LONGEST_TEXT = 4_000;

  public Displays {
    displays = List.copyOf(displays);
  }

  Displays with(UserDisplayRecord display) {
    String text = String.valueOf(display.text());
    UserDisplayRecord kept =
        text.length() <= LONGEST_TEXT
            ? display
            : new UserDisplayRecord(
                display.serviceId(),
                text.substring(0, LONGEST_TEXT) + "…",
                display.requestId(),
                display.at());
    return new Displays(Recent.with(kept, displays, MOST));
  }
}
