package rouse.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.platform.InstanceId;

class FaultWaitTest {
  private static final InstanceId INSTANCE = new InstanceId("p", "m", 1);
  private final FaultWait wait = new FaultWait("report", "M");

  private void decide(String causation, Decision decision) {
    wait.accept(Envelope.of("d", "/decide", Instant.EPOCH, decision).causedBy(causation));
  }

  private static Decision closed(String incident, String outcome) {
    return new Decision.IncidentClosed(
        incident, INSTANCE, 2, outcome, 1, Duration.ofSeconds(1), "c", "10.0.0.2");
  }

  private static Decision opened(String incident) {
    return new Decision.IncidentOpened(incident, INSTANCE, 1, "reported", "because");
  }

  @Test
  @DisplayName("R40 alive")
  void alive() {
    decide("other", new Decision.FoundAlive(INSTANCE, 1, "c", "10.0.0.2"));
    assertThat(wait.answer()).isNotDone();
    decide("report", new Decision.FoundAlive(INSTANCE, 1, "c", "10.0.0.2"));
    assertThat(wait.answer()).isCompletedWithValue(ApiResponse.said("M is already running"));
  }

  @Test
  @DisplayName("R45 an incident that the report opened, or joined, ends with the new address")
  void recovered() {
    decide("report", opened("i-1"));
    decide("x", closed("i-0", "recovered"));
    assertThat(wait.answer()).isNotDone();
    assertThat(wait.incidentId()).isEqualTo("i-1");
    decide("x", closed("i-1", "recovered"));
    assertThat(wait.answer())
        .isCompletedWithValue(ApiResponse.said("M restarted SUCCESSFULLY on address 10.0.0.2"));
  }

  @Test
  @DisplayName(
      "R45 what failed before is answered when it lives again, though its incident goes on")
  void relapsed() {
    Decision alive = new Decision.InstanceAlive(INSTANCE, 3, "c", "10.0.0.3");
    Envelope<Decision> event = Envelope.of("d", "/decide", Instant.EPOCH, alive);
    decide("report", new Decision.IncidentReopened("p.m.1.1-k", INSTANCE, 2, "reported", "x"));
    wait.accept(event.correlatedWith("p.m.2.1-k"));
    assertThat(wait.answer()).isNotDone();
    wait.accept(event.correlatedWith("p.m.1.1-k"));
    assertThat(wait.answer())
        .isCompletedWithValue(ApiResponse.said("M restarted SUCCESSFULLY on address 10.0.0.3"));
  }

  @Test
  void joinedAndReturned() {
    decide("report", new Decision.ReportJoined(INSTANCE, "i-1"));
    decide("x", closed("i-1", "returned"));
    assertThat(wait.answer()).isCompletedWithValue(ApiResponse.said("M is already running"));
  }

  @Test
  @DisplayName("a failure is told as one, with its reason")
  void failures() {
    FaultWait refused = new FaultWait("report", "M");
    refused.accept(
        Envelope.<Decision>of(
                "d", "/decide", Instant.EPOCH, new Decision.Refused("p", "m", "it is held"))
            .causedBy("report"));
    assertThat(refused.answer()).isCompletedWithValue(ApiResponse.failed(502, "it is held"));
    decide("report", opened("i-1"));
    decide(
        "x", new Decision.Quarantined(INSTANCE, "i-1", 5, Duration.ofMinutes(10), Instant.EPOCH));
    assertThat(wait.answer().join().status()).isEqualTo(502);
    assertThat(wait.answer().join().fields().get("reason")).contains("5 attempts");
  }
}
