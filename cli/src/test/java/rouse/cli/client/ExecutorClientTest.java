package rouse.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.cli.CliError;
import rouse.cli.PlayedApi;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.identity.ExecutorLock;

/** How a verb finds the executor of a platform. */
class ExecutorClientTest {
  private static final ExecutorId ID = new ExecutorId(new HostId("web-1"), "shop");
  private static final Path FILE = Path.of("/srv/shop/compose.yaml");
  @TempDir private Path folder;
  private PlayedApi executor;

  @BeforeEach
  void start() throws IOException {
    executor = new PlayedApi();
  }

  @AfterEach
  void stop() {
    executor.close();
  }

  private Settings settings(String... more) {
    Map<String, String> flags = new HashMap<>();
    flags.put("data.dir", folder.resolve("data").toString());
    flags.put("executor.state", folder.resolve("executor").toString());
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    return SettingsReader.read(flags, Map.of(), Map.of(), file -> "");
  }

  private ExecutorLock atWork() {
    ExecutorLock lock = ExecutorLock.take(folder.resolve("executor/shop"), ID);
    lock.tell(ID, FILE.toString(), executor.url(), "kafka-1:9092");
    return lock;
  }

  private String port() {
    return Integer.toString(URI.create(executor.url()).getPort());
  }

  private Optional<String> found(Settings settings, String platform) {
    return ExecutorClient.ofPlatform(settings, platform).map(ExecutorClient::base);
  }

  @Test
  @DisplayName("R2 one that works in the state folder is found at whatever port, while it works")
  void byState() throws Exception {
    executor.answer("/platform", Map.of("platform", "shop"));
    String nobody = "1";
    try (ExecutorLock lock = atWork()) {
      assertThat(lock).isNotNull();
      assertThat(found(settings("executor.port", nobody), "shop")).contains(executor.url());
      assertThat(found(settings("executor.port", nobody), "other")).isEmpty();
      assertThat(ExecutorClient.of(settings("executor.port", nobody), FILE).base())
          .isEqualTo(executor.url());
    }
    assertThat(found(settings("executor.port", nobody), "shop")).as("it has ended").isEmpty();
  }

  @Test
  @DisplayName("R2 one that answers as another platform's is not asked to take this one down")
  void bySettings() throws Exception {
    executor.answer("/platform", Map.of("platform", "shop"));
    assertThat(found(settings("executor.port", port()), "shop")).contains(executor.url());
    assertThat(found(settings("executor.port", port()), "other")).isEmpty();
  }

  @Test
  @DisplayName("R2 an executor that cannot withdraw its platform says why")
  void cannotWithdraw() {
    executor.problem("/platform/down", 504, "{\"Status\":\"failed\",\"reason\":\"no broker\"}");
    ExecutorClient client = new ExecutorClient(executor.url(), settings());
    assertThatExceptionOfType(CliError.class)
        .isThrownBy(() -> client.withdraw("ops"))
        .withMessageContaining("no broker");
  }
}
