package rouse.streams.action.memory;

import java.util.List;
import rouse.contracts.action.UserDisplayRecord;

/** What was displayed to the user of one service lately, newest first; long texts are cut. */
public record Displays(List<UserDisplayRecord> displays) {
  public static final Displays NONE = new Displays(List.of());

  public Displays {
    displays = List.copyOf(displays);
  }
}
