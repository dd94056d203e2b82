package rouse.cli.options;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;
import rouse.cli.CliError;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;

/** What every verb takes: where the settings come from. */
public final class CommonOptions {
  /** The name of this mixin in every verb. */
  public static final String NAME = "common";

  private static final String FILE = "rouse.properties";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting, such as http.port=7070; may be given several times.")
  private Map<String, String> set = Map.of();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where rouse dev keeps its data (.rouse).")
  private Path data;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Bootstrap servers of the cluster.")
  private String kafka;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "Base URL of the status API; by default that of the dev of this folder.")
  private String api;

  @Option(names = "--debug", description = "Show where an error comes from.")
  private boolean debug;

  public boolean debug() {
    return debug;
  }

  /** Flags over environment over the file over defaults. */
  public Settings settings() {
    Map<String, String> flags = new LinkedHashMap<>(set);
    put(flags, KnownSettings.DATA_DIR, data == null ? null : data.toString());
    put(flags, KnownSettings.KAFKA, kafka);
    put(flags, KnownSettings.API, api);
    return SettingsReader.read(flags, System.getenv(), properties(), CommonOptions::secret);
  }

  private static void put(Map<String, String> flags, Setting setting, String value) {
    if (value != null) {
      flags.put(setting.name(), value);
    }
  }

  private static Map<String, String> properties() {
    String named = System.getenv("ROUSE_CONFIG");
    Path file = Path.of(named == null ? FILE : named);
    if (named == null && !Files.exists(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new CliError("there is no " + file, "let ROUSE_CONFIG name a file, or unset it", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CliError(
          "cannot read " + file + ": " + e.getMessage(), "it has lines of the form name=value", e);
    }
    Map<String, String> values = new LinkedHashMap<>();
    properties.stringPropertyNames().stream()
        .sorted()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    return values;
  }

  private static String secret(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the secret in " + file, e);
    }
  }
}
