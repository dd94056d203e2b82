package rouse.contracts.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestoringTest {
  @Test
  @DisplayName("what is written is read, also among what else a health check prints")
  void roundTrip() {
    Restoring restoring = new Restoring(1_234_567);
    assertThat(Restoring.in(restoring.text())).contains(restoring);
    String printed =
        "wget: server returned error: HTTP/1.1 503 Service Unavailable\n" + restoring.text() + "\n";
    assertThat(Restoring.in(printed)).contains(restoring);
  }

  @Test
  @DisplayName("what says no number, or one that is none, is no such line")
  void other() {
    assertThat(Restoring.in("")).isEmpty();
    assertThat(Restoring.in("not restoring")).isEmpty();
    assertThat(Restoring.in("restoring, many records to go")).isEmpty();
    assertThat(Restoring.in("restoring, 99999999999999999999 records to go")).isEmpty();
  }
}
