package rouse.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.ExecutorApp;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;

/** An executor in a process of its own, which can be killed. */
final class ExecutorProcess implements AutoCloseable {
  private final Process process;

  private ExecutorProcess(Process process) {
    this.process = process;
  }

  /**
   * @param file the platform file
   * @param settings names and values by turns
   */
  static ExecutorProcess start(Path file, Path log, String... settings) throws IOException {
    List<String> command = ClassArchive.java("128m");
    command.addAll(
        List.of(
            "-cp", ClassArchive.pathWithTests(), ExecutorProcess.class.getName(), file.toString()));
    command.addAll(List.of(settings));
    File output = log.toFile();
    return new ExecutorProcess(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** What runs in the other process. */
  public static void main(String[] arguments) throws InterruptedException {
    var flags = new java.util.LinkedHashMap<String, String>();
    for (int i = 1; i < arguments.length; i += 2) {
      flags.put(arguments[i], arguments[i + 1]);
    }
    var file = ComposeReader.read(Path.of(arguments[0]), ComposeOptions.of(Map.of())).orThrow();
    try (ExecutorApp app =
        new ExecutorApp(SettingsReader.read(flags, Map.of(), Map.of(), name -> ""), file)) {
      app.start();
      app.awaitEnd();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
