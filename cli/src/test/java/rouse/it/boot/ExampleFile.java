package rouse.it.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * {@code examples/ias/compose.full.yaml} as it is, but for its name and the ports of this machine,
 * and without the modules that a test has no time for.
 */
final class ExampleFile {
  private static final Path FOLDER = Path.of("..", "examples", "ias").toAbsolutePath().normalize();

  private ExampleFile() {}

  /**
   * Writes the copy.
   *
   * @param modules of the example that stay
   * @param ports of the machine, by what stands in the example before the container's port
   */
  static void write(Path to, String name, List<String> modules, Map<String, Integer> ports)
      throws IOException {
    String text = Files.readString(FOLDER.resolve("compose.full.yaml"));
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      text = text.replace("127.0.0.1:" + port.getKey() + ":", "127.0.0.1:" + port.getValue() + ":");
      text = text.replace("\"" + port.getKey() + "\"", "\"" + port.getValue() + "\"");
    }
    Map<String, Object> file = map(new Load(LoadSettings.builder().build()).loadFromString(text));
    file.put("name", name);
    Map<String, Object> services = map(file.get("services"));
    services.keySet().retainAll(modules);
    services.values().forEach(service -> map(service).computeIfPresent("build", (k, b) -> here(b)));
    file.put("services", services);
    Files.writeString(to, new Dump(DumpSettings.builder().build()).dumpToString(file));
  }

  /** A context is relative to the example's folder; no step of its builds needs a network. */
  private static Object here(Object build) {
    Map<String, Object> section =
        build instanceof String context
            ? new LinkedHashMap<>(Map.of("context", context))
            : new LinkedHashMap<>(map(build));
    section.put("network", "none");
    Path context = FOLDER.resolve((String) section.get("context")).normalize();
    section.put("context", context.toString());
    section.computeIfPresent(
        "dockerfile",
        (k, file) ->
            ((String) file).startsWith("..")
                ? context.resolve((String) file).normalize().toString()
                : file);
    return section;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }
}
