package rouse.executor.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Tells a data folder from all others, also when containers mount both at the same place. */
final class FolderId {
  private FolderId() {}

  /**
   * @param file made when it is not there
   */
  static String of(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      return file.toAbsolutePath().toString();
    }
  }
}
