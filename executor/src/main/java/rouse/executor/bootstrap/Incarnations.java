package rouse.executor.bootstrap;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;

/**
 * The last incarnation of each instance that the executor starts by itself. Containers tell it as
 * long as they are there; when somebody removed them, a number that began anew would be taken for
 * the past by all who fence with it.
 */
final class Incarnations {
  private static final Logger LOG = LoggerFactory.getLogger(Incarnations.class);
  private static final String NAME = "incarnations.json";
  private final Path file;

  /**
   * @param folder of what the executor remembers
   */
  Incarnations(Path folder) {
    this.file = folder.resolve(NAME);
  }

  /** 0 when there was none. */
  synchronized long last(InstanceId instance) {
    return read().getOrDefault(instance.toString(), 0L);
  }

  /** Before it is started: a kill in between costs a number, and not its order. */
  synchronized void remember(InstanceId instance, long incarnation) {
    Map<String, Long> all = read();
    all.merge(instance.toString(), incarnation, Math::max);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path whole = file.resolveSibling(NAME + ".new");
      Files.write(whole, Json.MAPPER.writeValueAsBytes(all));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.error("cannot write {} ({}). Make the folder writable, or set executor.state.", file, e);
    }
  }

  private Map<String, Long> read() {
    try {
      return Files.exists(file)
          ? Json.MAPPER.readValue(
              Files.readAllBytes(file), new TypeReference<TreeMap<String, Long>>() {})
          : new TreeMap<>();
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); the containers alone are asked", file, e.getMessage());
      return new TreeMap<>();
    }
  }
}
