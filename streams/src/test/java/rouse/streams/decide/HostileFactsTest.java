package rouse.streams.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.event.HostileBodies;
import rouse.contracts.event.HostileHeaders;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Samples;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.topic.DeadLetters;

/** Whatever stands in the facts, it is served or it is put away, and the next one is served. */
class HostileFactsTest {
  private static final String PLATFORM = "ias";
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  @Property(tries = 2)
  @Label("R12 facts of every type, wrong in every way, stop nobody")
  void everyWay(@ForAll long seed) {
    try (DecideDriver driver = new DecideDriver(DecideSettings.defaults())) {
      for (Class<?> type : factTypes()) {
        for (byte[] body : HostileBodies.of(type, seed)) {
          write(driver, ofThePlatform(body), HostileHeaders.good(type));
        }
        // Timers, deadlines and what is kept for looking up, of whatever was taken in.
        driver.pass(A_MINUTE);
        assertServes(driver, type.getSimpleName());
      }
    }
  }

  @Test
  @DisplayName("R12 headers of every type, wrong in every way, stop nobody")
  void headers() {
    try (DecideDriver driver = new DecideDriver(DecideSettings.defaults())) {
      for (Class<?> type : factTypes()) {
        byte[] body = ofThePlatform(CloudEvents.body(new Samples(3).of(type)));
        for (Headers headers : HostileHeaders.of(type)) {
          write(driver, body, headers);
        }
        driver.pass(A_MINUTE);
        assertServes(driver, type.getSimpleName());
      }
    }
  }

  @Test
  @DisplayName("R12 a fact that makes the state too large for its log leaves nothing behind")
  void tooLargeForTheLog() {
    try (DecideDriver driver = new DecideDriver(DecideSettings.defaults())) {
      String address = "x".repeat(290_000);
      int hosts = 0;
      List<TestRecord<byte[], byte[]>> letters = List.of();
      while (letters.isEmpty() && hosts < 30) {
        hosts++;
        PlatformSpec spec =
            new PlatformSpec(PLATFORM, List.of(), List.of(address + "a", address + "b", address));
        driver.fact(
            "declared/" + hosts, new Fact.PlatformDeclared(spec, new HostId("host-" + hosts)));
        letters = driver.deadLetters().readRecordsToList();
      }

      assertThat(letters).hasSize(1);
      assertThat(CloudEvents.text(letters.getFirst().headers(), DeadLetters.REASON))
          .contains("more than its log takes");
      assertThat(CloudEvents.text(letters.getFirst().headers(), CloudEvents.ID))
          .isEqualTo("declared/" + hosts);
      assertThat(driver.stores().event("declared/" + hosts)).isEmpty();
      assertThat(driver.stores().event("declared/" + (hosts - 1))).isPresent();
      assertThat(driver.stores().platform(PLATFORM).orElseThrow().header().hosts())
          .containsKey("host-" + (hosts - 1))
          .doesNotContainKey("host-" + hosts);
      assertServes(driver, "after");
    }
  }

  /** Either it can be read, and then it may be served or not; or it is put away, whole. */
  private static void write(DecideDriver driver, byte[] body, Headers headers) {
    driver.write(PLATFORM.getBytes(UTF_8), body, headers);
    List<TestRecord<byte[], byte[]>> letters = driver.deadLetters().readRecordsToList();
    assertThat(letters).hasSizeLessThan(2);
    if (!isReadable(headers, body)) {
      assertThat(letters).as(body == null ? "null" : new String(body, UTF_8)).hasSize(1);
    }
    for (TestRecord<byte[], byte[]> letter : letters) {
      assertThat(letter.value()).isEqualTo(body);
      assertThat(CloudEvents.text(letter.headers(), DeadLetters.REASON)).isNotBlank();
    }
  }

  private static boolean isReadable(Headers headers, byte[] body) {
    try {
      return CloudEvents.read(Fact.class, headers, body).body().platform().equals(PLATFORM);
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  private static void assertServes(DecideDriver driver, String after) {
    driver.decisions();
    PlatformSpec spec = new PlatformSpec(PLATFORM, List.of(), List.of());
    driver.fact("good/" + after, new Fact.PlatformDeclared(spec, new HostId("good")));
    assertThat(driver.decisions())
        .as("decided after " + after)
        .anyMatch(decision -> ("good/" + after).equals(decision.value().causationId()));
    assertThat(driver.deadLetters().readRecordsToList()).isEmpty();
    assertThat(driver.stores().event("good/" + after).orElseThrow().at()).isAfter(Instant.EPOCH);
  }

  private static List<Class<?>> factTypes() {
    return EventTypes.all().values().stream()
        .filter(Fact.class::isAssignableFrom)
        .<Class<?>>map(type -> type)
        .toList();
  }

  /** Samples have names of their own; what is not of the record's key would say no more. */
  private static byte[] ofThePlatform(byte[] body) {
    try {
      JsonNode json = body == null ? null : Json.MAPPER.readTree(body);
      if (json instanceof ObjectNode object) {
        rename(object, "platform");
        if (object.get("spec") instanceof ObjectNode spec) {
          rename(spec, "name");
        }
        if (object.path("instance").isTextual()) {
          String instance = object.get("instance").textValue();
          object.put("instance", instance.replaceFirst("^m[^/]*/", PLATFORM + "/"));
        }
        return Json.MAPPER.writeValueAsBytes(object);
      }
      return body;
    } catch (java.io.IOException notJson) {
      return body;
    }
  }

  private static void rename(ObjectNode object, String field) {
    if (object.path(field).isTextual() && object.get(field).textValue().startsWith("m")) {
      object.put(field, PLATFORM);
    }
  }
}
