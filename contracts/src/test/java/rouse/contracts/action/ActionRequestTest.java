package rouse.contracts.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification.Channel;

class ActionRequestTest {
  private static final String ORIGINAL =
      """
      {"action_center":{"service_id":"12","user_display":"Worn.",
       "sensor_manager":[{"sensor_id":"91"},{"command":"Replace thread."}],
       "notify_users":"[\\"a@x.org\\", \\"7001275910\\"]"}}""";

  private static ActionRequest parse(String json) {
    return ActionRequest.parse(json.getBytes(UTF_8));
  }

  private static ActionRequest notify(String users) {
    return parse("{\"notify_users\":" + users + "}");
  }

  private static ActionRequest sensors(String list) {
    return parse("{\"sensor_manager\":" + list + "}");
  }

  @Test
  @DisplayName("R5 R14 R15 the original form has all three parts")
  void readsTheOriginalForm() {
    ActionRequest request = parse(ORIGINAL);

    assertThat(request.serviceId()).isEqualTo("12");
    assertThat(request.display()).isEqualTo("Worn.");
    assertThat(request.commands()).containsExactly(new SensorCommand("91", "Replace thread."));
    assertThat(request.recipients())
        .containsExactly(
            new Recipient(Channel.MAIL, "a@x.org"), new Recipient(Channel.SMS, "7001275910"));
    assertThat(request.badParts()).isEmpty();
    assertThat(request.requestId()).isNull();
  }

  @Test
  @DisplayName(
      "R5 without the outer action_center, with a number for service_id and our own fields")
  void readsFieldsAtTheTop() {
    ActionRequest request =
        parse(
            "{\"service_id\":12,\"user_display\":\"x\",\"request_id\":\"r-1\","
                + "\"subject\":\"a\\r\\nBcc: b@x.org\"}");

    assertThat(request.serviceId()).isEqualTo("12");
    assertThat(request.requestId()).isEqualTo("r-1");
    assertThat(request.subjectLine()).isEqualTo("a Bcc: b@x.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"a@x.org\",\"+44 (70) 01-275\"]",
        "\"[\\\"a@x.org\\\", \\\"+447001275\\\"]\"",
        "\"['a@x.org', '00447001275']\"",
        "[\"a@x.org\",\"a@X.ORG\",\"+447001275\",\"+44 7001275\",null,\"None\",\"\"]"
      })
  @DisplayName("R14 notify_users as a list, as a text that holds one, and with repeats")
  void readsEveryFormOfRecipients(String users) {
    ActionRequest request = notify(users);

    assertThat(request.recipients())
        .containsExactly(
            new Recipient(Channel.MAIL, "a@x.org"), new Recipient(Channel.SMS, "+447001275"));
    assertThat(request.badParts()).isEmpty();
  }

  @Test
  @DisplayName("R14 a single address, a number, and the older notify_user")
  void readsSingleRecipients() {
    assertThat(notify("\"a@x.org\"").recipients()).hasSize(1);
    assertThat(notify("7001275910").recipients())
        .containsExactly(new Recipient(Channel.SMS, "7001275910"));
    assertThat(parse("{\"notify_user\":[\"a@x.org\"]}").recipients()).hasSize(1);
    assertThat(parse("{\"notify_user\":\"b@x.org\",\"notify_users\":\"a@x.org\"}").recipients())
        .extracting(Recipient::address)
        .containsExactly("a@x.org", "b@x.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"None\"", "null", "[]", "\"\"", "\"[]\"", "\" None \""})
  @DisplayName("R5 nothing is nothing, and no mistake")
  void readsNothing(String nothing) {
    ActionRequest request =
        parse(
            "{\"action_center\":{\"service_id\":%s,\"user_display\":%s,\"sensor_manager\":%s,\"notify_users\":%s}}"
                .replace("%s", nothing));

    assertThat(request.commands()).isEmpty();
    assertThat(request.recipients()).isEmpty();
    assertThat(request.badParts()).extracting(BadPart::part).doesNotContain("sensor_manager");
    assertThat(request.badParts()).extracting(BadPart::part).doesNotContain("notify_users");
  }

  @Test
  @DisplayName("R6 R15 pairs, objects with both, and several of them stay in order")
  void pairsSensorsAndCommands() {
    assertThat(
            sensors(
                    "[{\"sensor_id\":1},{\"command\":\"a\"},{\"sensor_id\":\"2\",\"command\":\"b\"},"
                        + "{\"command\":\"c\",\"sensor_id\":\"1\"}]")
                .commands())
        .containsExactly(
            new SensorCommand("1", "a"), new SensorCommand("2", "b"), new SensorCommand("1", "c"));
    assertThat(sensors("{\"sensor_id\":\"1\",\"command\":\"a\"}").commands()).hasSize(1);
    assertThat(
            sensors("\"[{\\\"sensor_id\\\":\\\"1\\\"},{\\\"command\\\":\\\"a\\\"}]\"").commands())
        .hasSize(1);
    assertThat(sensors("[{\"sensor_id\":\"1\"},{\"command\":\"None\"}]"))
        .satisfies(r -> assertThat(r.commands()).isEmpty())
        .satisfies(r -> assertThat(r.badParts()).isEmpty());
  }

  @Test
  @DisplayName("R12 what is partly bad does its good parts and names the bad ones")
  void namesBadParts() {
    ActionRequest request =
        parse(
            """
            {"action_center":{"user_display":{"x":1},
             "sensor_manager":[{"command":"lost"},{"sensor_id":"1"},{"sensor_id":"2"},{"command":"b"},{},7],
             "notify_users":["a@x.org","a@x.org\\r\\nBcc: b@x.org","nobody","12",true]}}""");

    assertThat(request.commands()).containsExactly(new SensorCommand("2", "b"));
    assertThat(request.recipients()).containsExactly(new Recipient(Channel.MAIL, "a@x.org"));
    assertThat(request.badParts())
        .extracting(BadPart::part)
        .containsExactlyInAnyOrder(
            "user_display",
            "sensor_manager[0]",
            "sensor_manager[1]",
            "sensor_manager[4]",
            "sensor_manager[5]",
            "notify_users[1]",
            "notify_users[2]",
            "notify_users[3]",
            "notify_users[4]");
    assertThat(request.complaint().orElseThrow()).doesNotContain("\n").contains("notify_users[2]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "null",
        "{}",
        "{\"x\":1}",
        "{\"action_center\":[]}",
        "{} {}",
        "\"None\""
      })
  @DisplayName("R12 what is no request is unreadable, with a reason of one line")
  void refusesWhatIsNoRequest(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(MalformedRecordException.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }

  @Test
  void aMillionBadPartsMakeAShortComplaint() {
    ActionRequest request = notify("[" + "\"x\",".repeat(5000) + "\"x\"]");

    assertThat(request.badParts()).hasSize(5001);
    assertThat(request.complaint().orElseThrow()).contains("and 4981 more").hasSizeLessThan(3000);
  }

  @Test
  @DisplayName("R9 people read the display text, or what the sensors were told")
  void saysWhatPeopleAreTold() {
    assertThat(parse(ORIGINAL).message()).isEqualTo("Worn.");
    assertThat(sensors("[{\"sensor_id\":\"1\",\"command\":\"a\"}]").message())
        .isEqualTo("Message from a service\nSensor 1: a");
    assertThat(List.of(notify("\"a@x.org\"").message())).containsExactly("Message from a service");
  }
}
