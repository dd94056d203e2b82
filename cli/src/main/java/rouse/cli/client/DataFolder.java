package rouse.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.cli.CliError;
import rouse.cli.terminal.SafeText;
import rouse.contracts.event.Json;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.files.AtomicFile;

/** The folder of {@code rouse dev}: the broker's data, state, secrets, and what it remembers. */
public final class DataFolder {
  private static final int SECRET_BYTES = 32;
  private final Path folder;

  public DataFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  public static DataFolder of(Settings settings) {
    return new DataFolder(Path.of(settings.text(KnownSettings.DATA_DIR)));
  }

  public Path resolve(String name) {
    return folder.resolve(name);
  }

  /**
   * Makes the folder and keeps every other dev out of it until the lock is closed or this process
   * ends, however it ends.
   *
   * @throws CliError when another dev has it
   */
  public FileChannel lock() {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel).isEmpty()) {
        channel.close();
        String who = dev().map(d -> " (process " + d.pid() + ", " + d.file() + ")").orElse("");
        throw new CliError(
            "another rouse dev" + who + " works in " + folder,
            "stop it, or start this one with another --data folder");
      }
      return channel;
    } catch (IOException e) {
      throw new CliError(
          "cannot write " + folder + ": " + e.getMessage(), "give another --data folder", e);
    }
  }

  /** Whether a dev works here now. */
  public boolean isInUse() {
    Path lock = folder.resolve("lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return tryLock(channel).isEmpty();
    } catch (IOException e) {
      throw new CliError(
          "cannot look into " + folder + ": " + e.getMessage(), "give another --data folder", e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  /** What the last dev of this folder wrote; it may have ended since. */
  public Optional<DevState> dev() {
    Path file = folder.resolve("dev.json");
    try {
      return Files.exists(file)
          ? Optional.of(DevState.of(PlainJson.read(Files.readString(file))))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new CliError(
          "cannot read " + file + ": " + SafeText.oneLine(String.valueOf(e.getMessage())),
          "remove it when no dev runs there",
          e);
    }
  }

  public void remember(DevState state) {
    Path file = folder.resolve("dev.json");
    try {
      AtomicFile.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Deletes one of its folders with all that it holds. */
  public void forget(String name) {
    Path doomed = folder.resolve(name);
    try (Stream<Path> files = Files.exists(doomed) ? Files.walk(doomed) : Stream.empty()) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new CliError(
          "cannot delete " + doomed + ": " + e.getMessage(),
          "delete it yourself, and try again",
          e);
    }
  }

  /** What beat tokens are made of: made once, since modules that live on hold such tokens. */
  public String beatSecret() {
    return secret("beat.secret");
  }

  /** What facts and commands are signed with: made once, since the log outlives this process. */
  public String commandSecret() {
    return secret("command.secret");
  }

  /** The settings with the secret of this folder, unless one was given. */
  public Settings signing(Settings settings) {
    return settings.isGiven(KnownSettings.COMMAND_SECRET)
        ? settings
        : settings.with(KnownSettings.COMMAND_SECRET, commandSecret());
  }

  private String secret(String name) {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        AtomicFile.writeSecret(file, Base64.getUrlEncoder().withoutPadding().encode(secret));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a secret in " + file, e);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
