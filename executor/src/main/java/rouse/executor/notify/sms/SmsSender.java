package rouse.executor.notify.sms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.MessageSender;
import rouse.executor.notify.mail.MessageIds;
import rouse.executor.notify.webhook.HttpPost;

/** SMS by an HTTP gateway, which sends a long text as one message of several parts. */
public final class SmsSender implements MessageSender, MessageSender.Line {
  private final SmsSettings settings;
  private final HttpPost http;

  public SmsSender(SmsSettings settings, HttpPost http) {
    this.settings = settings;
    this.http = http;
  }

  @Override
  public Line open() {
    return this;
  }

  @Override
  public String gatewayOf(Notification notification) {
    return settings.url().getHost();
  }

  @Override
  public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts)
      throws InterruptedException {
    Notification n = message.body();
    String to;
    try {
      to = PhoneNumber.e164(n.recipient(), settings.country());
    } catch (MalformedRecordException e) {
      return DeliveryResult.refused(e.getMessage());
    }
    SmsText all = SmsText.of(n.text());
    SmsText text = all.atMost(settings.maxParts());
    beforeItCounts.run();
    HttpPost.Result result = http.post(request(message.id(), to, text.whole()));
    return judge(result, parts(all, text));
  }

  private DeliveryResult judge(HttpPost.Result result, String parts) {
    if (!result.answered()) {
      if (!result.maybeTaken()) {
        return new DeliveryResult.Later(result.words(), result.hung());
      }
      return settings.idempotent()
          ? new DeliveryResult.Later(result.words() + "; repeated with the same key", result.hung())
          : DeliveryResult.unknown("unknown whether it went out, not repeated: " + result.words());
    }
    return switch (result.status()) {
      case 401, 403, 408, 425, 429, 500, 502, 503 ->
          new DeliveryResult.Later("the gateway did not take it now: " + result.words(), false);
      case 504 ->
          settings.idempotent()
              ? new DeliveryResult.Later(result.words(), false)
              : DeliveryResult.unknown(
                  "unknown whether it went out, not repeated: " + result.words());
      default ->
          result.status() / 100 == 2
              ? DeliveryResult.sent("the gateway took it in " + parts + ": " + result.words())
              : DeliveryResult.refused("the gateway refused it: " + result.words());
    };
  }

  private static String parts(SmsText all, SmsText sent) {
    String alphabet = sent.gsm7() ? "GSM-7" : "UCS-2";
    int count = sent.parts().size();
    String parts = count + (count == 1 ? " part" : " parts") + " (" + alphabet + ")";
    return all.parts().size() == count ? parts : parts + ", cut from " + all.parts().size();
  }

  private HttpRequest request(String id, String to, String text) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url()).header("Idempotency-Key", MessageIds.of(id));
    if (settings.user() != null) {
      String login = settings.user() + ":" + settings.password();
      request.header(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
    }
    String from = settings.from() == null ? "" : settings.from();
    if (settings.template() == null) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("To", to);
      form.put("From", from);
      form.put("Body", text);
      return request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
          .build();
    }
    Map<String, String> values = Map.of("to", to, "from", from, "text", text, "id", id);
    return request
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(settings.template().fill(values)))
        .build();
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Override
  public void close() {}
}
