package rouse.streams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("topology-docs")
class DocumentsTest {
  /** Set to true, this test writes the files that it would else compare. */
  private static final String REGENERATE = "rouse.regenerate-docs";

  private static final String HOW =
      "mvn -q -pl streams -am test -Dtest=DocumentsTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -D"
          + REGENERATE
          + "=true";

  @Test
  @DisplayName("says what the code says")
  void isCurrent() throws Exception {
    Path folder = root().resolve("topology-docs");
    for (Map.Entry<String, String> document : Documents.all().entrySet()) {
      Path file = folder.resolve(document.getKey());
      if (Boolean.getBoolean(REGENERATE)) {
        Files.createDirectories(folder);
        Files.writeString(file, document.getValue());
      }
      assertThat(file)
          .as("%s is not what the code says; make it again with: %s", document.getKey(), HOW)
          .exists()
          .content()
          .isEqualTo(document.getValue());
    }
  }

  /** Tests run in the module's folder or in that of the whole. */
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("contracts")) ? here : here.getParent();
  }
}
