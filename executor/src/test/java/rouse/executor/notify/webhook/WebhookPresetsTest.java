package rouse.executor.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.HttpStage;
import rouse.executor.notify.Messages;
import rouse.executor.notify.template.MessageTemplates;

@DisplayName("P8 Alerts in the formats of other services")
class WebhookPresetsTest {
  private static final String TITLE = "[shop] shop/web/1: quarantine";
  private static final String TEXT = "it died <5> times & \"stays\" down";
  private HttpStage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new HttpStage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static Envelope<Notification> alert(boolean over) {
    Notification body =
        new Notification(
            over ? "a/2" : "a/1",
            "shop",
            Channel.WEBHOOK,
            "ops",
            TITLE,
            TEXT,
            "quarantine",
            "shop",
            over);
    return Envelope.of(body.notificationId(), "/action/alerts", Messages.NOON, body)
        .correlatedWith("inc-7");
  }

  private HttpStage.Call send(String target, boolean over) throws Exception {
    Settings settings =
        Messages.settings(
            "webhooks",
            "ops=" + target.replace("STAGE", stage.url()),
            "webhook.secret",
            "s",
            "notify.link",
            "https://rouse.example/");
    MessageTemplates templates = MessageTemplates.from(settings);
    WebhookSender sender =
        new WebhookSender(
            settings,
            templates,
            new HttpPost(Duration.ofSeconds(10), null),
            InstantSource.fixed(Messages.NOON));
    assertThat(sender.carry(templates.worded(alert(over)), () -> {}).detail()).startsWith("taken");
    return stage.calls().getLast();
  }

  private JsonNode body(String target, boolean over) throws Exception {
    return Json.MAPPER.readTree(send(target, over).body());
  }

  @Test
  void slackEscapesWhatItTakesForMarkup() throws Exception {
    assertThat(body("slack+STAGE/services/T/B/x", false).get("text").textValue())
        .startsWith("*🔴 " + TITLE + "*\nit died &lt;5&gt; times &amp; \"stays\" down")
        .endsWith("https://rouse.example/#shop/incident/inc-7");
  }

  @Test
  void discordMentionsNobody() throws Exception {
    JsonNode body = body("discord+STAGE/api/webhooks/1/x", true);
    assertThat(body.get("content").textValue()).startsWith("**✅ " + TITLE + "**\n" + TEXT);
    assertThat(body.get("allowed_mentions").get("parse")).isEmpty();
  }

  @Test
  void telegramNeedsTheChat() throws Exception {
    JsonNode body = body("telegram+STAGE/bot1:x/sendMessage#-100", false);
    assertThat(body.get("chat_id").textValue()).isEqualTo("-100");
    assertThat(body.get("text").textValue()).contains(TITLE, TEXT);
    assertThat(stage.calls().getLast().path()).isEqualTo("/bot1:x/sendMessage");
  }

  @Test
  void teamsGetsAnAdaptiveCard() throws Exception {
    JsonNode card = body("teams+STAGE/workflows/x", false).get("attachments").get(0).get("content");
    assertThat(card.get("type").textValue()).isEqualTo("AdaptiveCard");
    assertThat(card.get("body").get(0).get("text").textValue()).isEqualTo(TITLE);
    assertThat(card.get("body").get(1).get("text").textValue()).startsWith(TEXT);
    assertThat(card.get("actions").get(0).get("url").textValue())
        .isEqualTo("https://rouse.example/#shop/incident/inc-7");
  }

  @Test
  void ntfyIsPublishedToAtItsRoot() throws Exception {
    HttpStage.Call call = send("ntfy+STAGE/base/alerts#tk_1", false);
    JsonNode body = Json.MAPPER.readTree(call.body());
    assertThat(call.path()).isEqualTo("/base/");
    assertThat(call.headers().getFirst("Authorization")).isEqualTo("Bearer tk_1");
    assertThat(body.get("topic").textValue()).isEqualTo("alerts");
    assertThat(body.get("title").textValue()).isEqualTo(TITLE);
    assertThat(body.get("priority").intValue()).isEqualTo(4);
    assertThat(body("ntfy+STAGE/alerts", true).get("priority").intValue()).isEqualTo(3);
    assertThat(stage.calls().getLast().path()).isEqualTo("/");
  }

  @Test
  void gotifyHasItsTokenInAHeader() throws Exception {
    HttpStage.Call call = send("gotify+STAGE/message#A1", false);
    assertThat(call.headers().getFirst("X-Gotify-Key")).isEqualTo("A1");
    assertThat(Json.MAPPER.readTree(call.body()).get("priority").intValue()).isEqualTo(8);
  }

  @Test
  @DisplayName("PagerDuty: the end has the key of the beginning")
  void pagerDuty() throws Exception {
    JsonNode raised = body("pagerduty+STAGE/v2/enqueue#R1", false);
    JsonNode over = body("pagerduty+STAGE/v2/enqueue#R1", true);
    assertThat(raised.get("routing_key").textValue()).isEqualTo("R1");
    assertThat(raised.get("event_action").textValue()).isEqualTo("trigger");
    assertThat(raised.get("payload").get("summary").textValue()).isEqualTo(TITLE);
    assertThat(raised.get("payload").get("timestamp").textValue())
        .isEqualTo("2026-01-31T12:00:00Z");
    assertThat(over.get("event_action").textValue()).isEqualTo("resolve");
    assertThat(over.get("dedup_key")).isEqualTo(raised.get("dedup_key"));
  }

  @Test
  @DisplayName("Opsgenie: the end closes the alias of the beginning")
  void opsgenie() throws Exception {
    HttpStage.Call raised = send("opsgenie+STAGE/v2/alerts#K", false);
    assertThat(raised.headers().getFirst("Authorization")).isEqualTo("GenieKey K");
    assertThat(Json.MAPPER.readTree(raised.body()).get("alias").textValue())
        .isEqualTo("rouse/shop/shop");
    assertThat(send("opsgenie+STAGE/v2/alerts#K", true).path())
        .isEqualTo("/v2/alerts/rouse/shop/shop/close");
  }

  @Test
  @DisplayName("Alertmanager: the end has the labels of the beginning")
  void alertmanager() throws Exception {
    JsonNode raised = body("alertmanager+STAGE/api/v2/alerts", false).get(0);
    JsonNode over = body("alertmanager+STAGE/api/v2/alerts", true).get(0);
    assertThat(over.get("labels")).isEqualTo(raised.get("labels"));
    assertThat(raised.get("endsAt").textValue()).isEqualTo("2026-02-07T12:00:00Z");
    assertThat(over.get("endsAt").textValue()).isEqualTo("2026-01-31T12:00:00Z");
  }

  @Test
  void appriseSaysHowItIs() throws Exception {
    assertThat(body("apprise+STAGE/notify/k", false).get("type").textValue()).isEqualTo("failure");
    assertThat(body("apprise+STAGE/notify/k", true).get("type").textValue()).isEqualTo("success");
  }

  @Test
  @DisplayName("Our own format is signed, others are not")
  void generic() throws Exception {
    HttpStage.Call call = send("STAGE/hook", false);
    assertThat(call.headers().getFirst("X-Rouse-Signature")).startsWith("t=");
    assertThat(Json.MAPPER.readTree(call.body()).get("link").textValue())
        .isEqualTo("https://rouse.example/#shop/incident/inc-7");
    assertThat(send("slack+STAGE/x", false).headers().getFirst("X-Rouse-Signature")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "irc+https://x/y",
        "pagerduty+https://x/y",
        "telegram+https://x/y",
        "slack+ftp://x"
      })
  @DisplayName("A webhook that cannot work is refused at the start")
  void refuses(String target) {
    assertThatThrownBy(() -> WebhookTarget.read("ops=" + target)).isInstanceOf(SettingError.class);
  }

  @ParameterizedTest
  @CsvSource({"slack+https://h/s3cret", "gotify+https://h/m#s3cret"})
  @DisplayName("No secret of a webhook is ever shown")
  void hidesSecrets(String target) {
    assertThat(WebhookTarget.read("ops=" + target).get("ops").toString()).doesNotContain("s3cret");
  }
}
