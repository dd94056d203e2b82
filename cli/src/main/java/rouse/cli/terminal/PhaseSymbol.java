package rouse.cli.terminal;

import java.util.Locale;
import java.util.Set;

/** How what is seen of an instance is shown: by a shape and a colour, since not all see colours. */
public enum PhaseSymbol {
  ALIVE("●", 32),
  COMPLETED("✓", 32),
  STARTING("◔", 36),
  WAITING("○", 36),
  UNKNOWN("?", 33),
  UNWELL("◐", 33),
  HELD("‖", 33),
  PAUSED("‖", 33),
  SILENT("✗", 31),
  DEAD("✗", 31),
  QUARANTINED("⊘", 31),
  FAILED("✗", 31);

  /** These do not come back by themselves soon. */
  private static final Set<PhaseSymbol> GIVEN_UP = Set.of(QUARANTINED, FAILED);

  /** Nothing more is expected of these. */
  private static final Set<PhaseSymbol> GOOD = Set.of(ALIVE, COMPLETED);

  private final String shape;
  private final int colour;

  PhaseSymbol(String shape, int colour) {
    this.shape = shape;
    this.colour = colour;
  }

  /** From the API's word; one that this version does not know is unknown. */
  public static PhaseSymbol of(String word) {
    try {
      return valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  public boolean isGood() {
    return GOOD.contains(this);
  }

  public boolean isGivenUp() {
    return GIVEN_UP.contains(this);
  }

  public String shape() {
    return shape;
  }

  /** The text in this state's colour. */
  public String paint(String text) {
    return "\u001b[" + colour + "m" + text + "\u001b[0m";
  }
}
