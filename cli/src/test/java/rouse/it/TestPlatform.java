package rouse.it;

import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A platform file in a folder of its own, with the image of a module that beats for itself. Closing
 * it leaves nothing of the platform behind.
 */
public final class TestPlatform implements AutoCloseable {
  private final TestEngine engine;
  private final boolean engineStays;
  private final Path folder;
  private final String name;

  private TestPlatform(TestEngine engine, boolean engineStays, String prefix) {
    this.engine = engine;
    this.engineStays = engineStays;
    this.name = prefix + "-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20), 36);
    try {
      this.folder = Files.createTempDirectory("rouse-it-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param prefix of its name, which is another in every run
   * @param services the {@code services} of the file; {@code BEATER} stands for the image
   */
  public static TestPlatform of(String prefix, String services) {
    return of(new TestEngine(), true, prefix, services);
  }

  /** On an engine of the test's own, which takes all that is on it along when it is closed. */
  public static TestPlatform on(String address, String prefix, String services) {
    return of(new TestEngine(Optional.of(address)), false, prefix, services);
  }

  private static TestPlatform of(
      TestEngine engine, boolean engineStays, String prefix, String services) {
    TestPlatform platform = new TestPlatform(engine, engineStays, prefix);
    try {
      platform.engine.buildBeater(platform.folder.resolve("beater"), platform.image());
      platform.write(services);
      return platform;
    } catch (IOException | RuntimeException e) {
      platform.close();
      throw new IllegalStateException("cannot prepare platform " + platform.name, e);
    }
  }

  /** Writes the file anew. */
  public void write(String services) throws IOException {
    Files.writeString(
        file(), "name: " + name + "\nservices:\n" + services.replace("BEATER", image()).indent(2));
  }

  public String name() {
    return name;
  }

  public String image() {
    return "rouse-it-" + name;
  }

  public Path file() {
    return folder.resolve("compose.yaml");
  }

  public Path data() {
    return folder.resolve("data");
  }

  public TestEngine engine() {
    return engine;
  }

  /** The ids of all containers of a module, whatever their state. */
  List<String> containersOf(String module) {
    return engine.containers(name).stream()
        .filter(c -> module.equals(c.getLabels().get("rouse.module")))
        .map(Container::getId)
        .toList();
  }

  /** A dev for it; not yet started. */
  public DevProcess dev(String... more) {
    return new DevProcess(file(), data(), more);
  }

  @Override
  public void close() {
    try (engine) {
      if (engineStays) {
        engine.sweep(name, image());
      }
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
