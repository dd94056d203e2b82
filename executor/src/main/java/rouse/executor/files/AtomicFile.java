package rouse.executor.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes a file whole or not at all: into a neighbour first, which then takes its place. A process
 * that is killed meanwhile leaves the old file.
 */
public final class AtomicFile {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private AtomicFile() {}

  /** Writes it; the folder is made when it is missing. */
  public static void write(Path file, byte[] content) throws IOException {
    replace(file, content, false);
  }

  /** Writes it so that it also survives a loss of power. */
  public static void writeDurably(Path file, byte[] content) throws IOException {
    replace(file, content, true);
  }

  /**
   * Writes it so that it also survives a loss of power, and keeps what it was before.
   *
   * @param before gets the content that is replaced; at no moment is there none of the two
   */
  public static void writeDurably(Path file, byte[] content, Path before) throws IOException {
    Path next = writeBeside(file, content, true);
    if (Files.exists(file)) {
      Path kept = file.resolveSibling(file.getFileName() + ".kept");
      Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
      move(kept, before);
    }
    move(next, file);
  }

  /** Writes it so that nobody but its owner can read it. */
  public static void writeSecret(Path file, byte[] content) throws IOException {
    replace(file, content, false, OWNER_ALONE);
  }

  private static void replace(
      Path file, byte[] content, boolean durable, FileAttribute<?>... attributes)
      throws IOException {
    move(writeBeside(file, content, durable, attributes), file);
  }

  private static Path writeBeside(
      Path file, byte[] content, boolean durable, FileAttribute<?>... attributes)
      throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    try (FileChannel channel = FileChannel.open(next, NEW, attributes)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (durable) {
        channel.force(true);
      }
    }
    return next;
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
