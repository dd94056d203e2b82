package rouse.streams.action;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.action.BadPart;
import rouse.contracts.action.OutputWriter;
import rouse.contracts.action.Recipient;
import rouse.contracts.action.SensorCommand;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.IsoTime;
import rouse.contracts.event.Notification;
import rouse.streams.intake.DeadLetterPublisher;

/**
 * What one request becomes. Every output carries the request's correlation id: its own id, else
 * where and when it came in.
 */
final class RequestOutputs {
  static final String SOURCE = "/action";
  static final String KIND = "action";

  /** What a topic with the broker's default limit takes, less room for key, headers and framing. */
  private static final int MOST_BYTES = 1024 * 1024 - 4096;

  /** One request must fit into one transaction: a long text for a thousand people does not. */
  private static final long MOST_NOTIFIED_CHARACTERS = 48L * 1024 * 1024;

  private final ProcessorContext<Object, Object> context;
  private final RequestSinks ends;
  private final String platform;
  private final DeadLetterPublisher deadLetters;
  private final OutputWriter json = new OutputWriter();

  RequestOutputs(ProcessorContext<Object, Object> context, RequestSinks ends, String platform) {
    this.context = context;
    this.ends = ends;
    this.platform = platform;
    this.deadLetters = new DeadLetterPublisher(context, ends.bury());
  }

  /** Does the good parts, and buries the request once, with the names of the bad ones. */
  void carryOut(Record<byte[], byte[]> raw, Origin origin, ActionRequest request) {
    String place = origin.toString();
    String correlation = request.requestId() == null ? place : request.requestId();
    String trace = CloudEvents.text(raw.headers(), CloudEvents.TRACE_PARENT);
    Headers headers = headersOf(correlation, trace);
    List<BadPart> tooLarge = new ArrayList<>(0);
    for (SensorCommand command : request.commands()) {
      command(raw, headers, request, command, correlation, tooLarge);
    }
    if (request.display() != null) {
      display(raw, headers, request, correlation, tooLarge);
    }
    notifyPeople(raw, place, request, correlation, trace, tooLarge);
    request.with(tooLarge).complaint().ifPresent(complaint -> bury(raw, origin, complaint));
  }

  /** Sends the whole request to the dead letters. */
  void bury(Record<byte[], byte[]> raw, Origin origin, String reason) {
    origin.bury(deadLetters, raw, reason);
  }

  private void command(
      Record<byte[], byte[]> raw,
      Headers headers,
      ActionRequest request,
      SensorCommand command,
      String correlation,
      List<BadPart> tooLarge) {
    byte[] value = json.command(command, request.serviceId(), correlation);
    if (fits("sensor_manager", command.sensorId(), value, tooLarge)) {
      forward(command.sensorId(), value, raw, headers, ends.command());
    }
  }

  private void display(
      Record<byte[], byte[]> raw,
      Headers headers,
      ActionRequest request,
      String correlation,
      List<BadPart> tooLarge) {
    String at = IsoTime.text(Instant.ofEpochMilli(raw.timestamp()));
    byte[] value = json.display(request.serviceId(), request.display(), correlation, at);
    if (fits("user_display", request.serviceId(), value, tooLarge)) {
      forward(request.serviceId(), value, raw, headers, ends.display());
    }
  }

  private void notifyPeople(
      Record<byte[], byte[]> raw,
      String place,
      ActionRequest request,
      String correlation,
      String trace,
      List<BadPart> tooLarge) {
    String text = request.message();
    if ((long) text.length() * request.recipients().size() > MOST_NOTIFIED_CHARACTERS) {
      tooLarge.add(
          new BadPart(
              "notify_users",
              request.recipients().size()
                  + " recipients of a text of "
                  + text.length()
                  + " characters are more than one request may send: nobody was notified"));
      return;
    }
    Instant at = Instant.ofEpochMilli(raw.timestamp());
    // An id may be used again the next day, and notifiers remember longer than that what they sent.
    String occasion = request.requestId() == null ? place : correlation + "@" + place;
    for (Recipient recipient : request.recipients()) {
      String id = occasion + "/" + recipient.channel() + "/" + recipient.address();
      Notification body =
          new Notification(
              id,
              platform,
              recipient.channel(),
              recipient.address(),
              request.subjectLine(),
              text,
              KIND,
              null,
              false);
      Envelope<Notification> event =
          new Envelope<>(id, SOURCE, at, correlation, place, trace, body);
      forward(
          recipient.address(),
          json.notification(body),
          raw,
          CloudEvents.headers(event),
          ends.notifyPeople());
    }
  }

  private void forward(
      String key, byte[] value, Record<byte[], byte[]> raw, Headers headers, String sink) {
    context.<Object, Object>forward(new Record<>(key, value, raw.timestamp(), headers), sink);
  }

  private static boolean fits(String part, String key, byte[] value, List<BadPart> tooLarge) {
    int bytes = value.length + (key == null ? 0 : key.length());
    if (bytes <= MOST_BYTES) {
      return true;
    }
    tooLarge.add(new BadPart(part, "longer than " + MOST_BYTES + " bytes"));
    return false;
  }

  /** Of commands and displays; both may have the same, since nobody adds to them. */
  private static Headers headersOf(String correlation, String trace) {
    Headers headers = new RecordHeaders();
    headers.add(CloudEvents.CORRELATION_ID, CloudEvents.utf8(correlation));
    if (trace != null) {
      headers.add(CloudEvents.TRACE_PARENT, CloudEvents.utf8(trace));
    }
    return headers;
  }
}
