package rouse.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the folder of the state stores can be written to. Said at the start, in words: RocksDB
 * would say only that it cannot open a store.
 */
final class StateFolderCheck {
  /** What the stores of an app that has hardly anything to remember take. */
  private static final long LEAST = 16L * 1024 * 1024;

  private static final String ADVICE =
      ". See that it is writable and has room, or set state.dir to another folder: the state is"
          + " read anew from the cluster";

  private StateFolderCheck() {}

  /**
   * @throws UncheckedIOException when it is read-only, or full
   */
  static void requireRoom(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "check", null));
      FileStore store = Files.getFileStore(folder);
      if (store.getUsableSpace() < LEAST) {
        throw new FileSystemException(
            folder.toString(), null, "only " + store.getUsableSpace() / 1024 + " KiB are left");
      }
    } catch (IOException e) {
      String why = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new UncheckedIOException(
          "cannot keep state in " + folder + (why == null ? "" : ": " + why) + ADVICE, e);
    }
  }
}
