package rouse.executor.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import rouse.contracts.event.Json;
import rouse.contracts.platform.ExecutorId;
import rouse.executor.files.AtomicFile;

/**
 * Keeps every other process out of an executor's state folder until it is closed or this process
 * ends, however it ends; beside it stands where the executor is to be found.
 */
public final class ExecutorLock implements AutoCloseable {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final String LOCK = "executor.lock";
  private static final String ADDRESS = "executor.json";

  private final Path folder;
  private final FileChannel channel;
  private final ExecutorProcess self;

  /**
   * Where an executor is to be found.
   *
   * @param api base URL of its HTTP API; null until it listens
   * @param kafka the cluster that it works with
   */
  public record Address(
      String executor, long pid, String since, String file, String api, String kafka) {}

  private ExecutorLock(Path folder, FileChannel channel, ExecutorProcess self) {
    this.folder = folder;
    this.channel = channel;
    this.self = self;
  }

  /**
   * Makes the folder and locks it.
   *
   * @param folder of the executor's state
   * @throws DuplicateExecutor when another process has locked it
   */
  public static ExecutorLock take(Path folder, ExecutorId id) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel).isEmpty()) {
        channel.close();
        throw new DuplicateExecutor(
            id,
            address(folder)
                .map(a -> "process " + a.pid() + " of this machine, since " + a.since())
                .orElse("a process of this machine"),
            "Stop it first. Its state is in " + folder);
      }
      return new ExecutorLock(folder, channel, ExecutorProcess.self(place(channel)));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write " + folder + "; make it writable, or set executor.state", e);
    }
  }

  /**
   * Refuses to begin what another process is at.
   *
   * @throws DuplicateExecutor as {@link #take}
   */
  public static void requireFree(Path folder, ExecutorId id) {
    take(folder, id).close();
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException ofThisProcess) {
      return Optional.empty();
    }
  }

  /** A copy of the machine has the folder's number too, and another boot. */
  private static String place(FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      channel.write(ByteBuffer.wrap(UUID.randomUUID().toString().getBytes(UTF_8)), 0);
    }
    ByteBuffer folder = ByteBuffer.allocate(36);
    channel.read(folder, 0);
    String boot =
        Files.isReadable(BOOT_ID)
            ? Files.readString(BOOT_ID).strip()
            : UUID.randomUUID().toString();
    return UUID.nameUUIDFromBytes((boot + new String(folder.array(), UTF_8)).getBytes(UTF_8))
        .toString();
  }

  ExecutorProcess self() {
    return self;
  }

  /** Says where this executor is to be found. */
  public void tell(ExecutorId id, String file, String api, String kafka) {
    Path address = folder.resolve(ADDRESS);
    try {
      AtomicFile.write(
          address,
          Json.MAPPER.writeValueAsBytes(
              new Address(id.toString(), self.pid(), self.since().toString(), file, api, kafka)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + address, e);
    }
  }

  /** Where the executor is to be found that works in a folder now; empty when none does. */
  public static Optional<Address> find(Path folder) {
    Path lock = folder.resolve(LOCK);
    if (!Files.exists(lock)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return tryLock(channel).isEmpty() ? address(folder) : Optional.empty();
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<Address> address(Path folder) {
    try {
      return Optional.of(
          Json.MAPPER.readValue(Files.readAllBytes(folder.resolve(ADDRESS)), Address.class));
    } catch (IOException notYetThere) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give up " + folder, e);
    }
  }
}
