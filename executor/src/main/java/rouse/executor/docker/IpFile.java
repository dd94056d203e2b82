package rouse.executor.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.docker.watch.RunningContainer;
import rouse.executor.files.AtomicFile;

/**
 * {@code ip.json}: the addresses of the running containers, by module, for workers by {@code
 * <module>_<slot>}. Written whole and atomically, so that a reader sees the old or the new one.
 */
public final class IpFile {
  private final Path file;
  private Map<String, String> written = Map.of();
  private boolean everWritten;

  public IpFile(Path folder) {
    this.file = folder.resolve("ip.json");
  }

  public Path path() {
    return file;
  }

  /**
   * Writes it when something changed.
   *
   * @throws IOException when the folder cannot be written
   */
  public synchronized void write(PlatformSpec platform, Collection<RunningContainer> running)
      throws IOException {
    Map<String, String> addresses = addresses(platform, running);
    if (everWritten && addresses.equals(written)) {
      return;
    }
    AtomicFile.writeDurably(file, Json.MAPPER.writeValueAsBytes(addresses));
    written = addresses;
    everWritten = true;
  }

  /** What stands in it, without the extra quotes of old files; empty when there is none. */
  public Map<String, String> read() throws IOException {
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, String> addresses = new LinkedHashMap<>();
    JsonNode json = Json.MAPPER.readTree(Files.readString(file, UTF_8));
    json.properties().forEach(e -> addresses.put(e.getKey(), unquoted(e.getValue().asText())));
    return addresses;
  }

  private static String unquoted(String value) {
    String bare = value.strip();
    return bare.length() >= 2 && bare.startsWith("'") && bare.endsWith("'")
        ? bare.substring(1, bare.length() - 1).strip()
        : bare;
  }

  /** Never empty and never one address twice: the newest container has it, the others had it. */
  static Map<String, String> addresses(
      PlatformSpec platform, Collection<RunningContainer> running) {
    List<ManagedContainer> newestFirst =
        running.stream()
            .map(RunningContainer::container)
            .filter(c -> c.phase().alive() && c.ip().isPresent())
            .sorted(Comparator.comparingLong(ManagedContainer::incarnation).reversed())
            .toList();
    Set<String> given = new HashSet<>();
    Map<String, String> addresses = new TreeMap<>();
    for (ManagedContainer container : newestFirst) {
      String ip = container.ip().orElseThrow();
      if (given.add(ip)) {
        addresses.put(key(platform, container.instance()), ip);
      }
    }
    return addresses;
  }

  private static String key(PlatformSpec platform, InstanceId instance) {
    boolean worker =
        platform
            .module(instance.module())
            .filter(m -> m.kind() == ModuleSpec.Kind.WORKER)
            .isPresent();
    return worker || instance.slot() > 1
        ? instance.module() + "_" + instance.slot()
        : instance.module();
  }
}
