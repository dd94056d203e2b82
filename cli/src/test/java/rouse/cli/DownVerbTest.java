package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;

class DownVerbTest {
  @TempDir private Path data;

  @Test
  @DisplayName("With no cluster named and no dev at work, nobody looks after the platform")
  void nobody() {
    assertThat(keeper(Map.of())).isEmpty();
  }

  @Test
  @DisplayName("A cluster that is named is asked, also when it has the default's name")
  void namedByTheDefault() {
    assertThat(keeper(Map.of("kafka", "localhost:9092"))).contains("localhost:9092");
    assertThat(keeper(Map.of("kafka", "kafka-1:9092"))).contains("kafka-1:9092");
  }

  @Test
  @DisplayName("A dev that works here on this platform is the one to ask, a dev of another is not")
  void dev() throws Exception {
    DataFolder folder = new DataFolder(data);
    try (FileChannel lock = folder.lock()) {
      assertThat(lock.isOpen()).isTrue();
      folder.remember(new DevState("shop", "compose.yaml", 1, 12345, 0, 0, "", ""));
      assertThat(keeper(Map.of())).contains("127.0.0.1:12345");
      folder.remember(new DevState("other", "compose.yaml", 1, 12345, 0, 0, "", ""));
      assertThat(keeper(Map.of())).isEmpty();
    }
  }

  /** The cluster through which the platform {@code shop} would be taken down. */
  private Optional<String> keeper(Map<String, String> flags) {
    Map<String, String> all = new HashMap<>(flags);
    all.put("data.dir", data.toString());
    Settings settings = SettingsReader.read(all, Map.of(), Map.of(), file -> "");
    return DownVerb.keeper(settings, "shop").map(s -> s.text(KnownSettings.KAFKA));
  }
}
