package rouse.core.state;

import java.util.Locale;

/** What is wanted of an instance. */
public enum DesiredState {
  /** It shall run, and is brought back when it fails. */
  RUNNING,
  /** An operator wants it left alone, or stopped it. */
  HELD,
  /** It shall not be there; what is left of it is retired. */
  GONE,
  /** Nobody declared it: it is shown, and never commanded. */
  ADOPTED;

  /** As the status API writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
