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

class HttpCarriersTest {
  private static final Http HTTP = new Http(Duration.ofSeconds(10), null);

  /** Time enough to connect on a machine that is busy: that it cannot is another failure. */
  private static final Http HASTY = new Http(Duration.ofSeconds(2), null);

  private HttpStage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new HttpStage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private SmsCarrier sms(Http http, String... more) {
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
    return new SmsCarrier(SmsSettings.from(Messages.settings(all)).orElseThrow(), http);
  }

  private static Answer send(Carrier.Line line, String to, String text) throws Exception {
    return line.carry(Messages.to(to, "s", text), () -> {});
  }

  @Test
  @DisplayName("R8 an SMS goes to a gateway with Twilio's form fields, login and idempotency key")
  void sendsTheForm() throws Exception {
    Answer answer = send(sms(HTTP), "07001 275910", "naïve & 100% ж");

    assertThat(answer).isInstanceOf(Answer.Final.class);
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
    SmsCarrier sms =
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
    Answer answer = send(sms(HTTP, "sms.max-parts", "2"), "+4470012", "x".repeat(1_000_000));

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

  private static String outcome(Answer answer) {
    return answer instanceof Answer.Final end ? end.outcome().name() : "later";
  }

  @Test
  @DisplayName("R8 a time-out is unknown and not repeated, unless the gateway takes a key")
  void doubtsAfterATimeout() throws Exception {
    stage.hang();
    assertThat(outcome(send(sms(HASTY), "+4470012", "t"))).isEqualTo(Outcome.UNKNOWN.name());
    assertThat(send(sms(HASTY, "sms.idempotent", "true"), "+4470012", "t"))
        .isInstanceOfSatisfying(Answer.Later.class, l -> assertThat(l.hung()).isTrue());
  }

  @Test
  @DisplayName("R8 a gateway that is not there has not taken it")
  void retriesWithoutAGateway() throws Exception {
    // Taken, so that nobody else comes to listen there, and not listened at.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      String url = "http://127.0.0.1:" + taken.getLocalPort();
      Answer answer = send(sms(HTTP, "sms.url", url), "+4470012", "t");
      assertThat(answer).isInstanceOf(Answer.Later.class);
      assertThat(answer.detail()).contains("cannot connect to 127.0.0.1");
    }
  }

  @Test
  @DisplayName("R8 a webhook is signed over time and body")
  void signsWebhooks() throws Exception {
    WebhookCarrier hook =
        new WebhookCarrier(
            Messages.settings("webhooks", "ops=" + stage.url() + "/x", "webhook.secret", "key"),
            HTTP,
            InstantSource.fixed(Messages.NOON));
    assertThat(send(hook, "ops", "t")).isInstanceOf(Answer.Final.class);

    HttpStage.Call call = stage.calls().getFirst();
    assertThat(call.headers().getFirst("X-Rouse-Signature"))
        .startsWith("t=1769860800,v1=")
        .isEqualTo(Signature.of("key", Messages.NOON, call.body()));
    assertThat(Json.MAPPER.readTree(call.body()).get("text").textValue()).isEqualTo("t");
    assertThat(send(hook, "other", "t").detail()).startsWith("not sent: no webhook of this name");
  }

  @Test
  void signsAsAnyoneCanCheck() {
    // Computed with: printf '0.b' | openssl dgst -sha256 -hmac k
    assertThat(Signature.of("k", java.time.Instant.EPOCH, "b"))
        .isEqualTo("t=0,v1=e01f22b40de4c728e4e56636de967c5ea7ce6fa9ab049546801b765f7c2ac5d2");
  }

  @Test
  @DisplayName("R23 an external fault tolerance gets exactly the original body")
  void reportsFaults() throws Exception {
    FaultyCarrier faulty = new FaultyCarrier(URI.create(stage.url() + "/faulty"), HTTP);
    send(faulty, stage.url(), "action_manager");

    HttpStage.Call call = stage.calls().getFirst();
    assertThat(call.path()).isEqualTo("/faulty");
    assertThat(call.body()).isEqualTo("{\"module_name\":\"action_manager\"}");
    assertThat(call.headers().getFirst("Content-Type")).isEqualTo("application/json");
  }
}
