package rouse.core.state.recovery;

import java.time.Instant;
import java.util.Objects;
import rouse.contracts.event.Nullable;

/**
 * A command without an outcome; an instance has at most one.
 *
 * @param incarnation the one that it asks for
 * @param deadline no outcome by then is a failed attempt
 * @param decisionId the decision that issued it
 * @param attempt counted within the budget's window
 * @param incidentId among whose attempts it counts; null: it is for no incident
 */
public record CommandInFlight(
    String commandId,
    CommandKind verb,
    long incarnation,
    Instant deadline,
    String decisionId,
    int attempt,
    @Nullable String incidentId) {

  /** A verb of a newer version: what it asks for is taken for that which touches nothing alive. */
  public CommandInFlight {
    verb = Objects.requireNonNullElse(verb, CommandKind.ENSURE_RUNNING);
  }

  public CommandInFlight until(Instant later) {
    return new CommandInFlight(
        commandId, verb, incarnation, later, decisionId, attempt, incidentId);
  }
}
