package rouse.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.SettingError;

/**
 * What stands in files, which are read again when they change. Files that are wrong end a start;
 * later they change nothing, and that is said once.
 *
 * @param <T> what they are read as
 */
public final class ReloadedFiles<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedFiles.class);
  private final String setting;
  private final List<Path> files;
  private final Reader<T> reader;
  private Optional<String> read;
  private T content;

  /** Makes something of the files. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * @throws SettingError when what stands there is wrong
     */
    T read() throws IOException;
  }

  /**
   * @param setting that names the files
   * @throws SettingError when they cannot be read, or are wrong
   */
  public ReloadedFiles(String setting, List<Path> files, Reader<T> reader) {
    this.setting = setting;
    this.files = List.copyOf(files);
    this.reader = reader;
    this.read = version();
    try {
      this.content = reader.read();
    } catch (IOException e) {
      throw new SettingError(setting + ": " + unreadable(e));
    }
  }

  /** As the files are now, or as they were when they were last right. */
  public synchronized T get() {
    Optional<String> now = version();
    if (!now.equals(read)) {
      read = now;
      readAgain();
    }
    return content;
  }

  private void readAgain() {
    try {
      content = reader.read();
      LOG.info("{}: read again", setting);
    } catch (IOException e) {
      LOG.error("{}: what was read before stays in use: {}", setting, unreadable(e));
    } catch (SettingError e) {
      LOG.error("{}: what was read before stays in use: {}", setting, e.getMessage());
    }
  }

  private String unreadable(IOException e) {
    return "cannot read " + e.getMessage();
  }

  /** Times and sizes; empty when one is not there. */
  private Optional<String> version() {
    StringBuilder version = new StringBuilder();
    try {
      for (Path file : files) {
        version.append(Files.getLastModifiedTime(file)).append('/').append(Files.size(file));
      }
      return Optional.of(version.toString());
    } catch (IOException missing) {
      return Optional.empty();
    }
  }
}
