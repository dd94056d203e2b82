package rouse.contracts.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification.Channel;

class ActionRequestPropertiesTest {

  @Property(tries = 500)
  @Label("R6 R15 however commands are written, they are read intact and in order")
  void commandsStayIntact(@ForAll @Size(max = 8) List<@net.jqwik.api.From("pairs") String> pairs) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    List<SensorCommand> expected = new ArrayList<>();
    for (String pair : pairs) {
      SensorCommand command = new SensorCommand("s" + pair.length() % 3, pair);
      expected.add(command);
      ObjectNode first = list.addObject().put("sensor_id", command.sensorId());
      (pair.hashCode() % 2 == 0 ? first : list.addObject()).put("command", command.command());
    }
    ObjectNode request = Json.MAPPER.createObjectNode();
    if (pairs.size() % 2 == 0) {
      request.set("sensor_manager", list);
    } else {
      request.put("sensor_manager", list.toString());
    }

    ActionRequest read = ActionRequest.parse(request.toString().getBytes(UTF_8));

    assertThat(read.commands()).isEqualTo(expected);
    assertThat(read.badParts()).isEmpty();
  }

  @Provide
  Arbitrary<String> pairs() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .filter(s -> !s.isBlank() && !s.strip().equals("None"));
  }

  @Property(tries = 2000)
  @Label("R12 no bytes break the parser: a request, or unreadable with a reason of one line")
  void anyBytesAreJudged(@ForAll byte[] bytes) {
    judge(bytes);
  }

  @Property(tries = 1000)
  @Label("R12 no JSON breaks the parser")
  void anyJsonIsJudged(@ForAll("nearlyRequests") String json) {
    judge(json.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> nearlyRequests() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "7",
            "true",
            "\"None\"",
            "\"a@x.org\"",
            "\"[1]\"",
            "\"action_center\"",
            "\"sensor_manager\"",
            "\"sensor_id\"",
            "\"command\"",
            "\"notify_users\"",
            "\"user_display\"");
    Arbitrary<String> shape =
        Arbitraries.of(
            "{\"sensor_manager\":[%s]}", "{\"notify_users\":%s}", "{\"action_center\":{%s}}", "%s");
    return piece
        .list()
        .ofMaxSize(12)
        .map(l -> String.join("", l))
        .flatMap(body -> shape.map(s -> s.replace("%s", body)));
  }

  private static void judge(byte[] bytes) {
    try {
      ActionRequest request = ActionRequest.parse(bytes);
      assertThat(request.recipients()).doesNotHaveDuplicates();
      request.complaint().ifPresent(c -> assertThat(c).isNotBlank());
    } catch (MalformedRecordException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Property(tries = 2000)
  @Label("R14 an accepted address can never carry a header, and reading it again changes nothing")
  void addressesAreHarmless(@ForAll("addresses") String text) {
    try {
      Recipient recipient = Recipient.parse(text);
      assertThat(recipient.address()).matches("[!-~]+").doesNotContain(",", "<", ">", ";", "\"");
      assertThat(Recipient.parse(recipient.address())).isEqualTo(recipient);
      if (recipient.channel() == Channel.SMS) {
        assertThat(recipient.address()).matches("\\+?[0-9]{3,15}");
      }
    } catch (MalformedRecordException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> addresses() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a", "Z", "@", ".", "x.org", "\r\n", "\n", "+44", "7001", " ", "(", ")", "-", "<", ">",
            ",", "\"", "Bcc:", "é", "\u2028", "00");
    return pieces.list().ofMaxSize(8).map(l -> String.join("", l));
  }

  @Property(tries = 300)
  @Label("R14 everybody once, in the order of the request")
  void recipientsAreOnce(@ForAll @Size(max = 20) List<Boolean> mails) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    ArrayNode users = request.putArray("notify_users");
    LinkedHashSet<String> expected = new LinkedHashSet<>();
    for (int i = 0; i < mails.size(); i++) {
      String address = mails.get(i) ? "u" + i % 4 + "@x.org" : "700127591" + i % 4;
      users.add(address);
      expected.add(address);
    }

    assertThat(ActionRequest.parse(request.toString().getBytes(UTF_8)).recipients())
        .extracting(Recipient::address)
        .containsExactlyElementsOf(expected);
  }
}
