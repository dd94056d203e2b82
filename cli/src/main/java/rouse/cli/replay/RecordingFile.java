package rouse.cli.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.cli.CliError;

/** A recording in one compressed file: facts, then decisions, then heartbeats. */
public final class RecordingFile implements Recording {
  private static final int MAGIC = 0x524f5553;
  private static final int VERSION = 1;
  private static final int LONGEST = 64 * 1024 * 1024;
  private static final int BUFFER = 1 << 16;
  private final Path file;
  private final Instant since;
  private final int partitions;

  /** Reads the beginning of a file. */
  public RecordingFile(Path file) {
    this.file = file;
    try (DataInputStream in = open()) {
      if (in.readInt() != MAGIC || in.readInt() != VERSION) {
        throw new CliError(file + " is no recording of this version", "make one with --export");
      }
      since = Instant.ofEpochMilli(in.readLong());
      partitions = in.readInt();
    } catch (IOException e) {
      throw new CliError("cannot read " + file + ": " + e.getMessage(), "name a recording", e);
    }
  }

  private DataInputStream open() throws IOException {
    GZIPInputStream plain = new GZIPInputStream(Files.newInputStream(file), BUFFER);
    return new DataInputStream(new BufferedInputStream(plain, BUFFER));
  }

  @Override
  public Instant since() {
    return since;
  }

  @Override
  public int heartbeatPartitions() {
    return partitions;
  }

  @Override
  public void read(Log log, Consumer<Entry> reader) throws IOException {
    try (DataInputStream in = open()) {
      in.skipNBytes(4 + 4 + 8 + 4);
      for (Entry entry = next(in); entry != null; entry = next(in)) {
        if (entry.log() == log) {
          reader.accept(entry);
        }
      }
    }
  }

  private static Entry next(DataInputStream in) throws IOException {
    int log;
    try {
      log = in.readUnsignedByte();
    } catch (EOFException end) {
      return null;
    }
    int partition = in.readInt();
    long offset = in.readLong();
    long at = in.readLong();
    byte[] key = bytes(in);
    Headers headers = new RecordHeaders();
    for (int count = in.readInt(); count > 0; count--) {
      headers.add(in.readUTF(), bytes(in));
    }
    return new Entry(Log.of(log), partition, offset, at, key, headers, bytes(in));
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length > LONGEST) {
      throw new IOException("a record of " + length + " bytes");
    }
    return length < 0 ? null : in.readNBytes(length);
  }

  /**
   * Writes a recording.
   *
   * @param change what is done to each record before
   * @return how many records
   */
  public static long write(Recording recording, Path file, UnaryOperator<Entry> change)
      throws IOException, InterruptedException {
    AtomicLong count = new AtomicLong();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new GZIPOutputStream(Files.newOutputStream(file), BUFFER), BUFFER))) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(recording.since().toEpochMilli());
      out.writeInt(recording.heartbeatPartitions());
      for (Log log : Log.values()) {
        recording.read(
            log,
            entry -> {
              Entry changed = change.apply(entry);
              synchronized (count) {
                write(out, changed);
                count.incrementAndGet();
              }
            });
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return count.get();
  }

  private static void write(DataOutputStream out, Entry entry) {
    try {
      out.writeByte(entry.log().letter());
      out.writeInt(entry.partition());
      out.writeLong(entry.offset());
      out.writeLong(entry.at());
      write(out, entry.key());
      Header[] headers = entry.headers().toArray();
      out.writeInt(headers.length);
      for (Header header : headers) {
        out.writeUTF(header.key());
        write(out, header.value());
      }
      write(out, entry.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }
}
