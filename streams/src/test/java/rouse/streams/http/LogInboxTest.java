package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.Topics;

@DisplayName("What comes over HTTP, while the broker is away,")
class LogInboxTest {
  private static final Beat BEAT = new Beat(1, 1, -1, 1, null);

  @Test
  @DisplayName("keeps no thread of the server waiting, and is refused in the end")
  void brokerAway() throws Exception {
    // It takes connections and says nothing.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        LogInbox inbox =
            new LogInbox(
                Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort()),
                Topics.withDefaultNames(),
                InstantSource.system())) {
      List<CompletableFuture<?>> waiting = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        waiting.add(inbox.beat(new InstanceId("shop", "cart", i), BEAT));
        waiting.add(inbox.fact(new Fact.ReleaseRequested("shop", "cart", "ana")));
      }
      assertThat(waiting).as("taken without a wait").noneMatch(CompletableFuture::isDone);
      for (CompletableFuture<?> each : waiting) {
        assertThatThrownBy(each::get)
            .hasCauseInstanceOf(HttpProblem.class)
            .hasMessageContaining("Send it again");
      }
    }
  }
}
