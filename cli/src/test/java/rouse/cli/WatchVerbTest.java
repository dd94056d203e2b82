package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;

class WatchVerbTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @TempDir private Path folder;

  private HttpServer serve(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/platforms/ias",
        exchange -> {
          asked.add(name);
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void devAt(HttpServer server) {
    String api = "http://127.0.0.1:" + server.getAddress().getPort();
    new DataFolder(folder).remember(new DevState("ias", "compose.yaml", 1, 1, 0, 0, api, ""));
  }

  @Test
  @DisplayName("watch goes on where a dev that was started again answers")
  void followsTheDev() throws Exception {
    HttpServer before = serve("before");
    HttpServer after = serve("after");
    devAt(before);
    Thread watch = Thread.ofPlatform().start(() -> Ran.rouse("watch", "--data", "" + folder));
    try {
      await().until(() -> asked.contains("before"));
      before.stop(0);
      devAt(after);
      await().until(() -> asked.contains("after"));
    } finally {
      watch.interrupt();
      watch.join();
      after.stop(0);
    }
    assertThat(asked.getLast()).isEqualTo("after");
  }
}
