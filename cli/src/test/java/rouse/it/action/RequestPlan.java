package rouse.it.action;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Requests in every form, each with what must come of it, which is known because it was planned and
 * not because anything was parsed.
 */
final class RequestPlan {
  private static final List<String> GARBAGE =
      List.of("beep", "{", "[]", "{}", "\"None\"", "{\"action_center\":7}", "{\"x\":1}", "");

  /**
   * One request.
   *
   * @param json as it is sent
   * @param commands {@code sensor|command} in order
   * @param display {@code service|text}; null for none
   * @param recipients as they are told
   * @param deadLetters 1 when it is bad, or has a bad part
   * @param identified it has an id
   */
  record Planned(
      String json,
      List<String> commands,
      String display,
      Set<String> recipients,
      int deadLetters,
      boolean identified) {}

  private final Random random;
  private final List<Planned> identified = new ArrayList<>();
  private int number;

  RequestPlan(long seed) {
    this.random = new Random(seed);
  }

  Planned next() {
    number++;
    int die = random.nextInt(100);
    if (die < 5) {
      return new Planned(
          GARBAGE.get(random.nextInt(GARBAGE.size())), List.of(), null, Set.of(), 1, false);
    }
    if (die < 12 && !identified.isEmpty()) {
      // A repeat: nothing comes of it, wherever it comes in.
      Planned again = identified.get(random.nextInt(identified.size()));
      return new Planned(again.json(), List.of(), null, Set.of(), 0, true);
    }
    Planned request = request(random.nextInt(10) < 4);
    if (request.identified()) {
      identified.add(request);
    }
    return request;
  }

  private Planned request(boolean withId) {
    List<String> fields = new ArrayList<>();
    String service = String.valueOf(random.nextInt(30));
    fields.add("\"service_id\":" + (random.nextBoolean() ? service : quoted(service)));
    if (withId) {
      fields.add("\"request_id\":" + quoted("r-" + number));
    }
    List<String> commands = commands(fields);
    String text = "text " + number + " é";
    boolean shown = random.nextInt(4) > 0;
    if (shown || random.nextBoolean()) {
      fields.add("\"user_display\":" + quoted(shown ? text : "None"));
    }
    Set<String> recipients = new LinkedHashSet<>();
    boolean bad = recipients(fields, recipients);
    String body = "{" + String.join(",", fields) + "}";
    return new Planned(
        random.nextInt(4) > 0 ? "{\"action_center\":" + body + "}" : body,
        commands,
        shown ? service + "|" + text : null,
        recipients,
        bad ? 1 : 0,
        withId);
  }

  private List<String> commands(List<String> fields) {
    int count = random.nextInt(3);
    List<String> expected = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String sensor = "s" + random.nextInt(50);
      String command = number + "." + i;
      expected.add(sensor + "|" + command);
      String id = "\"sensor_id\":" + quoted(sensor);
      String what = "\"command\":" + quoted(command);
      if (random.nextBoolean()) {
        parts.add("{" + id + "," + what + "}");
      } else {
        parts.add("{" + id + "}");
        parts.add("{" + what + "}");
      }
    }
    if (count == 0) {
      fields.add("\"sensor_manager\":" + List.of("\"None\"", "null", "[]").get(random.nextInt(3)));
    } else {
      fields.add("\"sensor_manager\":[" + String.join(",", parts) + "]");
    }
    return expected;
  }

  /** Whether one of them is bad. */
  private boolean recipients(List<String> fields, Set<String> expected) {
    int count = Math.max(0, random.nextInt(4) - 1);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String one =
          random.nextInt(3) > 0
              ? "user" + random.nextInt(200) + "@example.org"
              : "+4470" + (10_000 + random.nextInt(50));
      expected.add(one);
      all.add(one);
      if (random.nextInt(5) == 0) {
        all.add(one);
      }
    }
    boolean bad = random.nextInt(20) == 0;
    if (bad) {
      all.add("x@example.org\\r\\nBcc: y@example.org");
    }
    String name = random.nextInt(5) == 0 ? "\"notify_user\":" : "\"notify_users\":";
    String list = all.stream().map(RequestPlan::quoted).collect(Collectors.joining(", ", "[", "]"));
    if (all.isEmpty()) {
      fields.add(name + "\"None\"");
    } else if (all.size() == 1 && random.nextBoolean()) {
      fields.add(name + quoted(all.getFirst()));
    } else if (random.nextBoolean() && !bad) {
      fields.add(name + quoted(list.replace("\"", "\\\"")));
    } else {
      fields.add(name + list);
    }
    return bad;
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
