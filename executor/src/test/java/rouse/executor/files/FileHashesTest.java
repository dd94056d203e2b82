package rouse.executor.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {
  @TempDir private Path folder;
  private final List<Path> read = new ArrayList<>();

  /** By a clock that is ahead, every file was changed long ago. */
  private final FileHashes later = hashes(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));

  private Path file;

  private FileHashes hashes(Clock clock) {
    return new FileHashes(
        clock,
        path -> {
          read.add(path);
          return Sha256.ofFile(path);
        });
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("app.py"), "one");
  }

  private FileTime changed() throws IOException {
    return (FileTime) Files.getAttribute(file, "unix:ctime");
  }

  @Test
  @DisplayName("a file that has not changed is read once")
  void unchanged() throws IOException {
    String hash = later.of(file);
    assertThat(later.of(file)).isEqualTo(hash).hasSize(64);
    assertThat(read).hasSize(1);
  }

  @Test
  @DisplayName("another content of the same size is noticed, even when its times were set back")
  void sameSize() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    String before = later.of(file);
    FileTime changed = changed();
    do {
      // Within the grain of the system's clock the time of change is the same.
      Files.writeString(file, "two");
      Files.setLastModifiedTime(file, modified);
    } while (changed().equals(changed));
    assertThat(later.of(file)).isNotEqualTo(before).isEqualTo(Sha256.ofFile(file));
  }

  @Test
  @DisplayName("another file in its place is noticed, even with all times the same")
  void replaced() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    String before = later.of(file);
    Path other = Files.writeString(folder.resolve("other"), "two");
    Files.setLastModifiedTime(other, modified);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(later.of(file)).isNotEqualTo(before);
  }

  @Test
  @DisplayName(
      "a file that has just changed is read again: it could change within the clock's grain")
  void racy() throws IOException {
    FileHashes atOnce = hashes(Clock.fixed(changed().toInstant(), ZoneOffset.UTC));
    assertThat(atOnce.of(file)).isEqualTo(atOnce.of(file));
    assertThat(read).hasSize(2);
  }

  @Test
  @DisplayName("a file that changes while it is read is read again")
  void changesMeanwhile() throws IOException {
    FileHashes hashes =
        new FileHashes(
            Clock.offset(Clock.systemUTC(), Duration.ofHours(1)),
            path -> {
              String hash = Sha256.ofFile(path);
              if (read.isEmpty()) {
                Files.writeString(path, "and more");
              }
              read.add(path);
              return hash;
            });
    String first = hashes.of(file);
    assertThat(hashes.of(file)).isNotEqualTo(first).isEqualTo(Sha256.ofFile(file));
  }
}
