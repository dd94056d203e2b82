package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Json;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.mail.MessageIds;
import rouse.executor.notify.sms.SmsSender;
import rouse.executor.notify.sms.SmsSettings;
import rouse.executor.notify.template.MessageTemplates;
import rouse.executor.notify.webhook.FaultyReportSender;
import rouse.executor.notify.webhook.HttpPost;
import rouse.executor.notify.webhook.WebhookSender;
import rouse.executor.notify.webhook.WebhookSignature;

class HttpCarriersTest {
  private static final HttpPost HTTP = new HttpPost(Duration.ofSeconds(10), null);

  /** Time enough to connect on a machine that is busy: that it cannot is another failure. */
  private static final HttpPost HASTY = new HttpPost(Duration.ofSeconds(2), null);

  private HttpStage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new HttpStage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private SmsSender sms(HttpPost http, String... more) {
    String[] all =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "sms.url",
                    stage.url(),
                    "sms.from",
                    "+15550001",
                    "sms.country",
                    "44",
                    "sms.user",
                    "AC1",
                    "sms.password",
                    "token"),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    return new SmsSender(SmsSettings.from(Messages.settings(all)).orElseThrow(), http);
  }

  private static DeliveryResult send(MessageSender.Line line, String to, String text)
      throws Exception {
    return line.carry(Messages.to(to, "s", text), () -> {});
  }

  @Test
  @DisplayName("R8 an SMS goes to a gateway with Twilio's form fields, login and idempotency key")
  void sendsTheForm() throws Exception {
    DeliveryResult answer = send(sms(HTTP), "07001 275910", "naïve & 100% ж");

    assertThat(answer).isInstanceOf(DeliveryResult.Final.class);
    assertThat(answer.detail()).contains("1 part (UCS-2)", "SM1");
    HttpStage.Call call = stage.calls().getFirst();
    assertThat(call.body().split("&"))
        .extracting(f -> URLDecoder.decode(f, UTF_8))
        .hasSize(3)
        .contains("To=+447001275910", "From=+15550001", "Body=naïve & 100% ж");
    assertThat(call.headers().getFirst("Authorization"))
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString("AC1:token".getBytes(UTF_8)));
    assertThat(call.headers().getFirst("Idempotency-Key"))
        .isEqualTo(MessageIds.of("r-1/07001 275910"));
  }

  @Test
  @DisplayName("R8 or with a JSON template, in which no text can break out of its string")
  void fillsTheTemplate() throws Exception {
    SmsSender sms =
        sms(
            HTTP,
            "sms.style",
            "json",
            "sms.template",
            "{\"n\":[\"${to}\"],\"t\":\"${text}\",\"k\":\"${id}\"}");
    send(sms, "+4470012", "a\"},{\"b\n\\${to}$1");

    JsonNode body = Json.MAPPER.readTree(stage.calls().getFirst().body());
    assertThat(body.get("n").get(0).textValue()).isEqualTo("+4470012");
    assertThat(body.get("t").textValue()).isEqualTo("a\"},{\"b\n\\${to}$1");
    assertThatThrownBy(() -> sms(HTTP, "sms.style", "json", "sms.template", "{\"a\":\"${body}\"}"))
        .isInstanceOf(SettingError.class);
    assertThatThrownBy(() -> sms(HTTP, "sms.style", "json", "sms.template", "{${to}}"))
        .isInstanceOf(SettingError.class);
  }

  @Test
  @DisplayName("R8 a long text is cut to so many parts, and the delivery says so")
  void cutsLongTexts() throws Exception {
    DeliveryResult answer =
        send(sms(HTTP, "sms.max-parts", "2"), "+4470012", "x".repeat(1_000_000));

    assertThat(answer.detail()).contains("2 parts (GSM-7), cut from 6536");
    assertThat(stage.calls().getFirst().body())
        .contains("x".repeat(306))
        .doesNotContain("x".repeat(307));
  }

  @ParameterizedTest
  @CsvSource({
    "201,SENT",
    "400,REFUSED",
    "404,REFUSED",
    "401,later",
    "429,later",
    "500,later",
    "503,later",
    "504,UNKNOWN"
  })
  @DisplayName("R8 what the gateway answers is what is recorded")
  void judgesTheGateway(int status, String expected) throws Exception {
    stage.answer(status);
    assertThat(outcome(send(sms(HTTP), "+4470012", "t"))).isEqualTo(expected);
  }

  private static String outcome(DeliveryResult answer) {
    return answer instanceof DeliveryResult.Final end ? end.outcome().name() : "later";
  }

  @Test
  @DisplayName("R8 a time-out is unknown and not repeated, unless the gateway takes a key")
  void doubtsAfterATimeout() throws Exception {
    stage.hang();
    assertThat(outcome(send(sms(HASTY), "+4470012", "t"))).isEqualTo(Outcome.UNKNOWN.name());
    assertThat(send(sms(HASTY, "sms.idempotent", "true"), "+4470012", "t"))
        .isInstanceOfSatisfying(DeliveryResult.Later.class, l -> assertThat(l.hung()).isTrue());
  }

  @Test
  @DisplayName("R8 a gateway that is not there has not taken it")
  void retriesWithoutAGateway() throws Exception {
    // Taken, so that nobody else comes to listen there, and not listened at.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      String url = "http://127.0.0.1:" + taken.getLocalPort();
      DeliveryResult answer = send(sms(HTTP, "sms.url", url), "+4470012", "t");
      assertThat(answer).isInstanceOf(DeliveryResult.Later.class);
      assertThat(answer.detail()).contains("cannot connect to 127.0.0.1");
    }
  }

  @Test
  @DisplayName("R8 a webhook is signed over time and body")
  void signsWebhooks() throws Exception {
    Settings settings =
        Messages.settings("webhooks", "ops=" + stage.url() + "/x", "webhook.secret", "key");
    WebhookSender hook =
        new WebhookSender(
            settings, MessageTemplates.from(settings), HTTP, InstantSource.fixed(Messages.NOON));
    assertThat(send(hook, "ops", "t")).isInstanceOf(DeliveryResult.Final.class);

    HttpStage.Call call = stage.calls().getFirst();
    assertThat(call.headers().getFirst("X-Rouse-Signature"))
        .startsWith("t=1769860800,v1=")
        .isEqualTo(WebhookSignature.of("key", Messages.NOON, call.body()));
    assertThat(Json.MAPPER.readTree(call.body()).get("text").textValue()).isEqualTo("t");
    assertThat(send(hook, "other", "t").detail()).startsWith("not sent: no webhook of this name");
  }

  @Test
  void signsAsAnyoneCanCheck() {
    // Computed with: printf '0.b' | openssl dgst -sha256 -hmac k
    assertThat(WebhookSignature.of("k", java.time.Instant.EPOCH, "b"))
        .isEqualTo("t=0,v1=e01f22b40de4c728e4e56636de967c5ea7ce6fa9ab049546801b765f7c2ac5d2");
  }

  @Test
  @DisplayName("R23 an external fault tolerance gets exactly the original body")
  void reportsFaults() throws Exception {
    FaultyReportSender faulty = new FaultyReportSender(URI.create(stage.url() + "/faulty"), HTTP);
    send(faulty, stage.url(), "action_manager");

    HttpStage.Call call = stage.calls().getFirst();
    assertThat(call.path()).isEqualTo("/faulty");
    assertThat(call.body()).isEqualTo("{\"module_name\":\"action_manager\"}");
    assertThat(call.headers().getFirst("Content-Type")).isEqualTo("application/json");
  }
}
