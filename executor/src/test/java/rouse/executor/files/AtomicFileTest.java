package rouse.executor.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Files that are written whole or not at all")
class AtomicFileTest {
  private static final int LENGTH = 1 << 20;
  @TempDir Path folder;

  /** Writes one content after the other until it is killed, and says which is on disk. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] folder) throws IOException {
      for (int number = 1; ; number++) {
        byte[] content = new byte[LENGTH];
        Arrays.fill(content, (byte) (number % 100));
        Path file = Path.of(folder[0]);
        AtomicFile.writeDurably(file, content, file.resolveSibling("before"));
        System.out.println(number);
      }
    }
  }

  @RepeatedTest(3)
  @DisplayName("B6 a writer killed at any moment leaves the last content, or the one before it")
  void killed() throws Exception {
    Path file = folder.resolve("file");
    Path acknowledged = folder.resolve("acknowledged");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(acknowledged.toFile())
            .start();
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.readAllLines(acknowledged).size() > 20);
    // destroyForcibly is SIGKILL.
    writer.destroyForcibly().waitFor();
    int written = Integer.parseInt(Files.readAllLines(acknowledged).getLast());
    int found = numberIn(file);
    assertThat(found).isIn(written % 100, (written + 1) % 100);
    assertThat(numberIn(folder.resolve("before"))).isIn(found, (found + 99) % 100);
    AtomicFile.writeDurably(file, new byte[LENGTH]);
    assertThat(numberIn(file)).isZero();
  }

  /** Of a content that is whole. */
  private static int numberIn(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    assertThat(content).hasSize(LENGTH);
    byte[] whole = new byte[LENGTH];
    Arrays.fill(whole, content[0]);
    assertThat(content).isEqualTo(whole);
    return content[0];
  }

  @Test
  @DisplayName("the content before is kept, and there is none before the first")
  void before() throws Exception {
    Path file = folder.resolve("made/file");
    Path before = folder.resolve("made/before");
    AtomicFile.writeDurably(file, new byte[] {1}, before);
    assertThat(before).doesNotExist();
    AtomicFile.writeDurably(file, new byte[] {2}, before);
    assertThat(file).hasBinaryContent(new byte[] {2});
    assertThat(before).hasBinaryContent(new byte[] {1});

    try (var files = Files.list(file.getParent())) {
      assertThat(files).hasSize(2);
    }
  }
}
