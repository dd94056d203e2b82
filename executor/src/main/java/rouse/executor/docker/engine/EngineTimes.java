package rouse.executor.docker.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The engine's times: RFC 3339, with year 1 for never. */
public final class EngineTimes {
  private static final Instant NEVER = Instant.parse("0002-01-01T00:00:00Z");

  private EngineTimes() {}

  public static Optional<Instant> parse(String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(t -> t.isAfter(NEVER));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
