package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.InstanceId;
import rouse.http.FuzzedRequests;
import rouse.http.Guard;

@DisplayName("The status API, whatever is sent to it")
class FuzzedRoutesTest {
  private static final KnownPlatform SHOP = new KnownPlatform("shop");
  private final AtomicInteger beats = new AtomicInteger();

  private final Inbox inbox =
      new Inbox() {
        @Override
        public CompletableFuture<Void> beat(InstanceId instance, Beat beat) {
          beats.incrementAndGet();
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<String> fact(Fact fact) {
          return CompletableFuture.completedFuture("fact-1");
        }
      };

  private List<RouteGroup> groups() {
    return List.of(
        new PlatformRoutes(SHOP, SHOP, SHOP.copies()),
        new UsageRoutes(SHOP, SHOP, InstantSource.system()),
        new BeatApi(inbox, Optional.empty()),
        new OperatorRoutes(SHOP, inbox),
        new PageRoutes(),
        new ProblemRoutes());
  }

  @Test
  @DisplayName("R50 never answers with 500 or a stack trace, and beats go on meanwhile")
  void neverFails() throws Exception {
    try (HttpListener listener =
            new HttpListener(
                "test", "127.0.0.1", 0, new Guard(Optional.empty(), "127.0.0.1"), groups());
        FuzzedRequests requests =
            new FuzzedRequests(
                listener.port(),
                HttpListener.MAX_BODY,
                config -> groups().forEach(group -> group.addTo(config.routes)))) {
      Client client = new Client(listener);
      requests.sendSlowly(64, "/api/platforms/shop/modules/cart/hold");
      for (int i = 0; i < 3_000; i++) {
        FuzzedRequests.Exchange exchange = requests.next();
        assertThat(exchange.answer())
            .as("%s", exchange)
            .doesNotStartWith("HTTP/1.1 5")
            .doesNotContain("Exception", "\tat ", ".java:");
        if (i % 500 == 0) {
          int before = beats.get();
          assertThat(client.post("/api/platforms/shop/modules/cart/beat", "").statusCode())
              .isEqualTo(204);
          assertThat(beats).hasValueGreaterThan(before);
        }
      }
    }
  }
}
