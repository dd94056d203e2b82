package rouse.it.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.it.ClassArchive;

/** A part of Rouse in a JVM of its own, so that it can be killed as by {@code kill -9}. */
public final class Child implements AutoCloseable {
  private final Class<?> main;
  private final List<String> settings;
  private final Path output;
  private final Map<String, String> environment;
  private Process process;

  /**
   * @param settings {@code name=value}
   */
  public Child(Class<?> main, List<String> settings, Path output) throws IOException {
    this(main, settings, output, Map.of());
  }

  /**
   * @param environment beside that of this process
   */
  public Child(Class<?> main, List<String> settings, Path output, Map<String, String> environment)
      throws IOException {
    this.environment = environment;
    this.main = main;
    this.settings = settings;
    this.output = output;
    start();
  }

  /** Starts it again after it was killed. */
  public void start() throws IOException {
    List<String> command = ClassArchive.java("400m");
    command.addAll(List.of("-cp", ClassArchive.pathWithTests()));
    command.add(main.getName());
    command.addAll(settings);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM. */
  public void stop() {
    process.destroy();
    process.onExit().join();
  }

  /** Ends it without a word, and starts it again. */
  void killAndRestart() throws IOException {
    kill();
    start();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it wrote last. */
  public String lastLines(int most) {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** In the child: its settings from its arguments. */
  public static Settings settings(String[] arguments) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      flags.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    return SettingsReader.read(flags, Map.of(), Map.of(), path -> "");
  }
}
