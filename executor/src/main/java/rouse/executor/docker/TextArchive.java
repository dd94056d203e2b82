package rouse.executor.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import rouse.executor.compose.model.MountDefinition;

/** Files as the engine takes them into a container: a tar archive from its root. */
final class TextArchive {
  private TextArchive() {}

  static byte[] of(List<MountDefinition.Text> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (MountDefinition.Text file : files) {
        byte[] text = file.text().getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.target().replaceFirst("^/+", ""));
        entry.setSize(text.length);
        entry.setMode(file.mode());
        entry.setUserId(file.uid());
        entry.setGroupId(file.gid());
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an archive in memory that cannot be written", e);
    }
    return bytes.toByteArray();
  }
}
