package rouse.contracts.event;

/** The body of one of our own records; its type name is {@code rouse.<family>.<record>}. */
public sealed interface Event permits Fact, Decision, Command, Event.Message {

  /** What goes out to a person, and what became of it. */
  non-sealed interface Message extends Event {}
}
