package rouse.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("State that was stored by the version before")
class LayoutsTest {
  private static byte[] stored(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/layout", name));
  }

  @Test
  @DisplayName("is read: the header has no brake and no updates")
  void header() throws IOException {
    PlatformHeader header = Layouts.HEADER.read(stored("header-1.json"));
    assertThat(header.platform()).isEqualTo("ias");
    assertThat(header.modules()).containsOnlyKeys("job", "app", "w");
    assertThat(header.intent("w").replicas()).isEqualTo(3);
    assertThat(header.braking()).isNull();
    assertThat(header.updates()).isEmpty();
  }

  @Test
  @DisplayName("is read: of the three commands of an incident two have run and failed")
  void instance() throws IOException {
    InstanceState job = Layouts.INSTANCE.read(stored("instance-1.json"));
    assertThat(job.incident().attempts()).isEqualTo(3);
    assertThat(job.incident().runs()).isEqualTo(2);
    assertThat(job.effort().inFlight().attempt()).isEqualTo(3);
    assertThat(job.highest()).isEqualTo(3);
  }

  @Test
  @DisplayName("is written anew with the number of its layout, and read as it is")
  void writtenAnew() throws IOException {
    InstanceState job = Layouts.INSTANCE.read(stored("instance-1.json"));
    byte[] written = Layouts.INSTANCE.write(job);
    assertThat(new String(written, UTF_8)).contains("\"layout\":2", "\"runs\":2");
    assertThat(Layouts.INSTANCE.read(written)).isEqualTo(job);
    assertThat(Layouts.INSTANCE.fromTree(Layouts.INSTANCE.toTree(job))).isEqualTo(job);
  }

  @Test
  @DisplayName("or by the version after is read as far as it is known")
  void newer() throws IOException {
    InstanceState job = Layouts.INSTANCE.read(stored("instance-1.json"));
    String later =
        new String(Layouts.INSTANCE.write(job), UTF_8)
            .replace("\"layout\":2", "\"layout\":3,\"unknown\":[1]");
    assertThat(Layouts.INSTANCE.read(later.getBytes(UTF_8))).isEqualTo(job);
  }

  @Test
  @DisplayName("or by one that is older than that is refused by name")
  void older() {
    byte[] old = "{\"layout\":0}".getBytes(UTF_8);
    assertThatThrownBy(() -> Layouts.INSTANCE.read(old))
        .hasMessage("layout 0 of InstanceState is too old; the oldest that is read is 1");
  }
}
