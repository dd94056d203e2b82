package rouse.executor.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hashes of files, each read again only when it may have changed: build contexts are large, and
 * {@code rouse up} looks at them all. A file is taken for unchanged when its size, its times of
 * modification and of change, and its identity are. The time of change is the system's own, so that
 * nobody sets it back; but within the grain of its clock a file can change twice. So a file that
 * had just changed when it was read is read again the next time (as git does with its index).
 *
 * <p>It remembers as long as its process lives, which is where {@code rouse up} is answered.
 */
public final class FileHashes {
  /** The coarsest grain of file times (FAT's), so that of every other is finer. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  private final Map<Path, Known> known = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Reader reader;

  /** Reads a file to its end and hashes it. */
  @FunctionalInterface
  interface Reader {
    String hash(Path file) throws IOException;
  }

  private record Stamp(long size, FileTime modified, FileTime changed, Object identity) {}

  private record Known(Stamp stamp, String hash) {}

  public FileHashes() {
    this(Clock.systemUTC(), Sha256::ofFile);
  }

  FileHashes(Clock clock, Reader reader) {
    this.clock = clock;
    this.reader = reader;
  }

  /** Of a regular file's content, in hexadecimal. */
  public String of(Path file) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    Instant now = clock.instant();
    Stamp before = stamp(file);
    Known last = known.get(key);
    if (last != null && last.stamp().equals(before)) {
      return last.hash();
    }
    String hash = reader.hash(file);
    // Not when it changed while it was read, nor when it could change again unseen.
    if (before.changed().toInstant().plus(GRAIN).isBefore(now) && before.equals(stamp(file))) {
      known.put(key, new Known(before, hash));
    }
    return hash;
  }

  private static Stamp stamp(Path file) throws IOException {
    Map<String, Object> all =
        Files.readAttributes(
            file, "unix:size,lastModifiedTime,ctime,fileKey", LinkOption.NOFOLLOW_LINKS);
    return new Stamp(
        (Long) all.get("size"),
        (FileTime) all.get("lastModifiedTime"),
        (FileTime) Objects.requireNonNull(all.get("ctime")),
        all.get("fileKey"));
  }
}
