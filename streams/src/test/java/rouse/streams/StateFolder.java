package rouse.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a topology under test keeps its state. The default is one folder for everybody on the
 * machine, which whoever made it keeps to himself.
 */
public final class StateFolder {
  private StateFolder() {}

  /** A new one, for {@code state.dir}; gone with the process when its driver was closed. */
  public static String make(String name) {
    try {
      Path folder = Files.createTempDirectory("rouse-" + name);
      folder.toFile().deleteOnExit();
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
