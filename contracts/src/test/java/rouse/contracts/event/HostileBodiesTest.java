package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/** A body that was read has nothing in it that whatever is done with it could trip over. */
@DisplayName("Reading a body")
class HostileBodiesTest {
  private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999999Z");

  static Stream<Class<?>> types() {
    return Stream.concat(
        EventTypes.all().values().stream(),
        Stream.of(HeartbeatRecord.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("types")
  @DisplayName("R12 of any type and wrong in any way says why, or gives what can be written again")
  void anyWay(Class<?> type) {
    for (byte[] body : HostileBodies.of(type, 7)) {
      Object read;
      try {
        read = CloudEvents.readBody(type, body);
      } catch (MalformedRecordException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        continue;
      }
      assertThatCode(() -> CloudEvents.readBody(type, CloudEvents.body(read)))
          .as("%s of %s", read, new String(body, UTF_8))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"instance\":\"ias/a/1\",\"incarnation\":9223372036854775807,\"at\":\"2026-01-31T09:00:00Z\",\"timeout\":\"PT3S\"}",
        "{\"instance\":\"ias/a/1\",\"at\":\"2026-01-31T09:00:00Z\",\"timeout\":\"-PT3S\"}",
        "{\"instance\":\"ias/a/1\",\"at\":\"2026-01-31T09:00:00Z\",\"timeout\":\"PT999999H\"}",
        "{\"instance\":\"ias/a/1\",\"at\":\"+10000-01-01T00:00:00Z\",\"timeout\":\"PT3S\"}",
        "{\"instance\":\"ias/a/1\",\"at\":\"1969-12-31T23:59:59Z\",\"timeout\":\"PT3S\"}"
      })
  @DisplayName("R12 numbers, times and durations out of bounds are refused with their names")
  void bounds(String body) {
    assertThatThrownBy(() -> CloudEvents.readBody(Fact.InstanceHeard.class, body.getBytes()))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageMatching("(incarnation|timeout|at) is .+");
  }

  @Test
  @DisplayName("what stands on the bounds is read")
  void onTheBounds() {
    var last =
        new Fact.InstanceHeard(
            new rouse.contracts.platform.InstanceId("ias", "a", 1),
            1L << 53,
            END,
            1,
            false,
            false,
            Duration.ofDays(36_500));
    assertThat(CloudEvents.readBody(Fact.InstanceHeard.class, CloudEvents.body(last)))
        .isEqualTo(last);
  }

  @Test
  @DisplayName("R12 a null among the recipients of an alert is refused with its place")
  void nullElement() {
    String body =
        "{\"platform\":\"ias\",\"kind\":\"k\",\"subject\":\"s\",\"text\":\"t\",\"recipients\":[null]}";
    assertThatThrownBy(() -> CloudEvents.readBody(Decision.AlertRaised.class, body.getBytes()))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessage("recipients[0] is null");
  }

  @Test
  @DisplayName("R12 a number of instances alone fills no memory")
  void replicas() {
    String module = "{\"name\":\"m%d\",\"replicas\":%d}";
    String one = module.formatted(1, ModuleSpec.MOST_REPLICAS + 1);
    String three =
        Stream.of(1, 2, 3)
            .map(i -> module.formatted(i, PlatformSpec.MOST_INSTANCES / 2))
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    for (String modules : List.of(one, three)) {
      String body = "{\"spec\":{\"name\":\"ias\",\"modules\":[" + modules + "]},\"host\":\"h\"}";
      assertThatThrownBy(() -> CloudEvents.readBody(Fact.PlatformDeclared.class, body.getBytes()))
          .isInstanceOf(MalformedRecordException.class);
    }
  }
}
