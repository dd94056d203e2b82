package rouse.executor.files;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;

/**
 * What the executor remembers of instances, images or definitions, in a file that outlasts it: a
 * JSON object of values by name. Written whole or not at all; what cannot be read or written is
 * said, and is no failure.
 */
public final class JsonFileStore<V> {
  private static final Logger LOG = LoggerFactory.getLogger(JsonFileStore.class);

  private final Path file;
  private final JavaType type;
  private final JsonMapper mapper;

  /**
   * @param folder of what the executor remembers; made when it is not there
   */
  public JsonFileStore(Path folder, String name, Class<V> values) {
    this(folder, name, values, Json.MAPPER);
  }

  /**
   * @param mapper writes the values and reads them
   */
  public JsonFileStore(Path folder, String name, Class<V> values, JsonMapper mapper) {
    this.file = folder.resolve(name);
    this.mapper = mapper;
    this.type = mapper.getTypeFactory().constructMapType(TreeMap.class, String.class, values);
  }

  public Optional<V> of(InstanceId instance) {
    return of(instance.toString());
  }

  public synchronized Optional<V> of(String name) {
    return Optional.ofNullable(read().get(name));
  }

  public void note(InstanceId instance, V value, BinaryOperator<V> which) {
    note(instance.toString(), value, which);
  }

  /**
   * @param which of the value so far and the new one is to stay
   */
  public synchronized void note(String name, V value, BinaryOperator<V> which) {
    Map<String, V> all = read();
    all.merge(name, value, which);
    try {
      // Definitions hold what the platform file holds, also what is secret in it.
      AtomicFile.writeSecret(file, mapper.writeValueAsBytes(all));
    } catch (IOException e) {
      LOG.error(
          "cannot write {} ({}). Make the folder writable, or set executor.state.",
          file,
          e.toString());
    }
  }

  private Map<String, V> read() {
    try {
      return Files.exists(file)
          ? mapper.readValue(Files.readAllBytes(file), type)
          : new TreeMap<>();
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); the containers alone are asked", file, e.getMessage());
      return new TreeMap<>();
    }
  }
}
