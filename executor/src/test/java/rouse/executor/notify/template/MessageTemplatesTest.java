package rouse.executor.notify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.SettingError;
import rouse.executor.notify.Messages;

class MessageTemplatesTest {
  @TempDir Path folder;

  private MessageTemplates templates(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("t.yaml"), yaml);
    return MessageTemplates.from(
        Messages.settings("notify.templates", file.toString(), "notify.link", "http://r/"));
  }

  private static Envelope<Notification> alert(String to) {
    return Envelope.of(
            "n-1",
            "/action/alerts",
            Messages.NOON,
            new Notification(
                "n-1",
                "shop",
                Channel.of(to),
                to,
                "web is down",
                "it \"died\"\nagain",
                "quarantine",
                "shop",
                false))
        .correlatedWith("inc-7");
  }

  @Test
  @DisplayName("The name of a webhook comes before its channel, and that before the default")
  void prefersTheNarrower() throws Exception {
    MessageTemplates templates =
        templates(
            """
            default: { title: "D ${title}" }
            webhook: { title: "W ${title}" }
            ops: { title: "O ${title}" }
            """);
    assertThat(templates.worded(alert("ops")).body().subject()).isEqualTo("O web is down");
    assertThat(templates.worded(alert("chat")).body().subject()).isEqualTo("W web is down");
    assertThat(templates.worded(alert("a@example.org")).body().subject())
        .isEqualTo("D web is down");
  }

  @Test
  @DisplayName("Text and link by default; an SMS has the text alone, and an unknown link no line")
  void defaults() throws Exception {
    MessageTemplates linked = templates("{}");
    assertThat(linked.worded(alert("a@example.org")).body().text())
        .isEqualTo("it \"died\"\nagain\nhttp://r/#shop/incident/inc-7");
    assertThat(linked.worded(alert("+4470012")).body().text()).isEqualTo("it \"died\"\nagain");
    assertThat(
            MessageTemplates.from(Messages.settings()).worded(alert("a@example.org")).body().text())
        .isEqualTo("it \"died\"\nagain");
  }

  @Test
  @DisplayName("What others ask to be sent is sent as they wrote it")
  void leavesActionsAlone() throws Exception {
    Envelope<Notification> action = Messages.to("a@example.org", "s", "t");
    assertThat(templates("default: { title: x, text: y }").worded(action)).isSameAs(action);
  }

  @Test
  @DisplayName("No value breaks out of a webhook's own JSON")
  void escapesJson() throws Exception {
    MessageTemplates templates = templates("ops: { body: '{\"m\": \"${platform}: ${text}\"}' }");
    assertThat(templates.body(alert("ops"))).hasValue("{\"m\": \"shop: it \\\"died\\\"\\nagain\"}");
    assertThat(templates.body(alert("chat"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ops: { title: '${name}' }|ops.title knows ${at}",
        "ops: { body: '{${text}' }|ops.body is not JSON",
        "ops: { tilte: x }|knows title, text and body, not tilte",
        "ops: [x]|must be 'channel:",
        "ops: {|cannot read"
      })
  @DisplayName("A template that is wrong is refused at the start")
  void refuses(String yaml, String words) {
    assertThatThrownBy(() -> templates(yaml))
        .isInstanceOf(SettingError.class)
        .hasMessageContaining(words);
  }
}
