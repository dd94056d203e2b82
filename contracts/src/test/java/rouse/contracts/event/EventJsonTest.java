package rouse.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import rouse.contracts.platform.InstanceId;

/** The JSON of each event type is a promise: changing it must change a golden file. */
class EventJsonTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TestFactory
  @DisplayName("the JSON of every event type is as its golden file says")
  Stream<DynamicTest> golden() {
    return new TreeMap<>(EventTypes.all())
        .entrySet().stream()
            .map(
                type ->
                    DynamicTest.dynamicTest(
                        type.getKey(), () -> compare(type.getKey(), type.getValue())));
  }

  /** Written anew with {@code -Drouse.golden=write}; the change is then seen in the diff. */
  private static void compare(String name, Class<? extends Event> type) throws IOException {
    Event sample = new Samples(name.hashCode()).of(type);
    String json =
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(sample).strip() + "\n";
    Path file = GOLDEN.resolve(name + ".json");
    if ("write".equals(System.getProperty("rouse.golden"))) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, json);
    }
    assertThat(json).isEqualTo(Files.readString(file));
    Event read = CloudEvents.readBody(type, Files.readAllBytes(file));
    assertThat(read).isEqualTo(sample);
  }

  @Test
  @DisplayName("no golden file is left of an event type that is gone")
  void noStaleGoldenFiles() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(EventTypes.all().keySet());
    }
  }

  @Property(tries = 200)
  void everyEventComesBackAsItWent(@ForAll long seed) {
    for (Class<? extends Event> type : EventTypes.all().values()) {
      Event body = new Samples(seed).of(type);
      Envelope<Event> sent =
          new Envelope<>(
              "id-" + seed,
              "/test",
              Instant.ofEpochMilli(seed & 0xffffffffffL),
              seed % 2 == 0 ? null : "incident",
              seed % 3 == 0 ? null : "cause",
              seed % 5 == 0 ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null,
              body);
      Headers headers = CloudEvents.headers(sent);
      assertThat(CloudEvents.read(Event.class, headers, CloudEvents.body(body))).isEqualTo(sent);
    }
  }

  @Property(tries = 50)
  void aMissingRequiredFieldIsNamed(@ForAll long seed) {
    for (Class<? extends Event> type : EventTypes.all().values()) {
      ObjectNode json = Json.MAPPER.valueToTree(new Samples(seed).of(type));
      Stream.of(type.getRecordComponents())
          .filter(c -> !c.isAnnotationPresent(Nullable.class) && !c.getType().isPrimitive())
          .filter(c -> json.has(c.getName()))
          .forEach(
              c -> {
                ObjectNode without = json.deepCopy();
                without.remove(c.getName());
                assertThatThrownBy(() -> CloudEvents.readBody(type, bytes(without)))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining(c.getName());
              });
    }
  }

  @Test
  @DisplayName("unknown fields are ignored, garbage is unreadable with a reason of one line")
  void readsLiberallyButNotGarbage() {
    byte[] withMore = "{\"platform\":\"ias\",\"by\":\"me\",\"later\":{\"a\":[1]}}".getBytes();
    assertThat(CloudEvents.readBody(Fact.PlatformWithdrawn.class, withMore))
        .isEqualTo(new Fact.PlatformWithdrawn("ias", "me"));
    for (String garbage :
        new String[] {"", "{", "null", "[]", "17", "{\"platform\":{}}", "\u0000"}) {
      assertThatThrownBy(
              () -> CloudEvents.readBody(Fact.PlatformWithdrawn.class, garbage.getBytes()))
          .isInstanceOf(MalformedRecordException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }
    assertThatThrownBy(() -> CloudEvents.readBody(Fact.PlatformWithdrawn.class, null))
        .hasMessage("no value");
  }

  @Test
  @DisplayName("a type of another family, an unknown type, and missing headers are unreadable")
  void headersAreChecked() {
    Envelope<Fact> fact =
        Envelope.of("1", "/test", Instant.EPOCH, new Fact.TimePassed("ias", Instant.EPOCH));
    byte[] body = CloudEvents.body(fact.body());
    assertThatThrownBy(() -> CloudEvents.read(Command.class, CloudEvents.headers(fact), body))
        .hasMessageContaining("rouse.fact.TimePassed");
    assertThatThrownBy(() -> CloudEvents.read(Fact.class, new RecordHeaders(), body))
        .hasMessage("header ce_type is missing");
    Headers noId = CloudEvents.headers(fact).remove(CloudEvents.ID);
    assertThatThrownBy(() -> CloudEvents.read(Fact.class, noId, body))
        .hasMessage("header ce_id is missing");
  }

  @Test
  @DisplayName("an instance with control characters in its name is no instance")
  void namesAreChecked() {
    assertThat(InstanceId.parse("ias/scheduler/1")).hasToString("ias/scheduler/1");
    for (String bad :
        new String[] {
          "", "ias", "ias/x", "ias/x/0", "ias/x/-1", "ias/a\nb/1", "host/x/1", "A/b/1"
        }) {
      assertThatThrownBy(() -> InstanceId.parse(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return Json.MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("headers of an event replace those of another, and leave what is not of events")
  void replacesHeaders() {
    Instant time = Instant.parse("2026-01-31T12:00:00.5Z");
    Event body = new Samples(1).of(Notification.class);
    Headers headers = new RecordHeaders().add("other", new byte[] {7});
    CloudEvents.writeHeaders(
        headers, new Envelope<>("1", "/a", time.minusSeconds(1), "c", "c", "t", body));
    CloudEvents.writeHeaders(headers, Envelope.of("2", "/b", time, body));

    assertThat(headers)
        .extracting(header -> header.key() + "=" + CloudEvents.text(headers, header.key()))
        .containsExactlyInAnyOrder(
            "other=\u0007",
            "ce_id=2",
            "ce_type=rouse.notification.Notification",
            "ce_source=/b",
            "ce_time=2026-01-31T12:00:00.500Z",
            "ce_specversion=1.0",
            "content-type=application/json");
  }
}
