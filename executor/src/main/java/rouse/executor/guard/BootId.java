package rouse.executor.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the machine was started since a file was written last. */
final class BootId {
  private static final Logger LOG = LoggerFactory.getLogger(BootId.class);
  private static final Path NOW = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /** Compares, and writes the file anew. */
  static boolean changed(Path file) {
    try {
      String now = Files.isReadable(NOW) ? Files.readString(NOW).strip() : "";
      String before = Files.exists(file) ? Files.readString(file).strip() : now;
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, now);
      return !now.equals(before);
    } catch (IOException e) {
      LOG.warn("cannot compare with {}: {}", file, e.getMessage());
      return false;
    }
  }
}
