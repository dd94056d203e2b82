package rouse.contracts.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.topic.WorkerAnnouncement.Worker;

@DisplayName("R46 What is announced of workers")
class WorkerAnnouncementTest {
  @Test
  @DisplayName("is read as it was written")
  void readBack() {
    List<Worker> workers =
        List.of(
            new Worker("node_1", "172.18.0.4", 5000, WorkerAnnouncement.READY),
            new Worker("node_2", "fd00::2", 5000, WorkerAnnouncement.DRAINING));
    var announcement =
        new WorkerAnnouncement(WorkerAnnouncement.DRAINING, "node_2", "fd00::2", 5000, workers);
    assertThat(WorkerAnnouncement.workersOf(announcement.toBytes())).contains(workers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "{\"workers\":{}}",
        "{\"workers\":[7]}",
        "{\"workers\":[{\"worker\":\"node_1\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"1.2.3.4 check\\nshutdown sessions server workers/node_2\",\"port\":5000,\"state\":\"ready\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"1.2.3.4;disable frontend clients\",\"port\":5000,\"state\":\"ready\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"\",\"port\":5000,\"state\":\"ready\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"1.2.3.4\",\"port\":0,\"state\":\"ready\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"1.2.3.4\",\"port\":70000,\"state\":\"ready\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"1.2.3.4\",\"port\":5000,\"state\":\"fine\"}]}",
        "{\"workers\":[{\"worker\":\"node_1\",\"ip\":\"1.2.3.4\",\"port\":5000,\"state\":\"ready\"},{\"worker\":\"node_1\",\"ip\":\"1.2.3.5\",\"port\":5000,\"state\":\"ready\"}]}"
      })
  @DisplayName("becomes no command to a load balancer when it cannot be true")
  void garbage(String value) {
    assertThat(WorkerAnnouncement.workersOf(value.getBytes(UTF_8))).isEmpty();
  }
}
