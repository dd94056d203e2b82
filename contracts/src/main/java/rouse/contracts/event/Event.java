package rouse.contracts.event;

/** The body of one of our own records; its type name is {@code rouse.<family>.<record>}. */
public sealed interface Event permits Fact, Decision, Command, Notification, Delivery {}
