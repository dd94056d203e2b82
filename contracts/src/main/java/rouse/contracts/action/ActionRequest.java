package rouse.contracts.action;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.event.WellFormed;

/**
 * What a host machine asks for after a service ran, in any of the forms that modules of the
 * original platform send.
 *
 * @param requestId null when it has none; a repeat of one is the same request
 * @param serviceId the service that ran; null when it was not said
 * @param subject one line for mails; null when there is none
 * @param display text for the user who asked for the service; null when there is none
 * @param commands for sensors, in the order of the request
 * @param recipients who is to be told, each once, in the order of the request
 * @param badParts what of it cannot be done, by name
 */
public record ActionRequest(
    String requestId,
    String serviceId,
    String subject,
    String display,
    List<SensorCommand> commands,
    List<Recipient> recipients,
    List<BadPart> badParts) {

  public ActionRequest {
    requestId = WellFormed.of(requestId);
    serviceId = WellFormed.of(serviceId);
    subject = WellFormed.of(subject);
    display = WellFormed.of(display);
    commands = List.copyOf(commands);
    recipients = List.copyOf(recipients);
    badParts = List.copyOf(badParts);
  }

  /**
   * Reads a request.
   *
   * @throws Unreadable when it is not JSON, not an object, or has nothing of a request in it; what
   *     is only partly bad is returned with its {@link #badParts()}
   */
  public static ActionRequest parse(byte[] value) {
    return ActionRequestParser.parse(value);
  }

  /** The subject line of mails. */
  public String subjectLine() {
    if (subject != null) {
      return subject;
    }
    return serviceId == null ? "Message from a service" : "Message from service " + serviceId;
  }

  /** What people are told: the display text, or what the sensors are told when there is none. */
  public String message() {
    if (display != null) {
      return display;
    }
    StringBuilder text = new StringBuilder(subjectLine());
    commands.forEach(
        c -> text.append("\nSensor ").append(c.sensorId()).append(": ").append(c.command()));
    return text.toString();
  }

  /** The same request with more of it found bad. */
  public ActionRequest with(List<BadPart> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<BadPart> all = Stream.concat(badParts.stream(), more.stream()).toList();
    return new ActionRequest(requestId, serviceId, subject, display, commands, recipients, all);
  }

  /** One line that names every bad part; empty when there is none. */
  public Optional<String> complaint() {
    return badParts.isEmpty() ? Optional.empty() : Optional.of(BadParts.inOneLine(badParts));
  }
}
