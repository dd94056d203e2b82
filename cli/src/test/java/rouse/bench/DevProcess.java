package rouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import rouse.contracts.event.Json;

/** {@code rouse dev} in a process of its own, as a user starts it. */
final class DevProcess implements AutoCloseable {
  private final RouseProcess process;
  private final Path data;

  private DevProcess(RouseProcess process, Path data) {
    this.process = process;
    this.data = data;
  }

  static DevProcess start(Path file, Path data) throws IOException {
    RouseProcess process =
        RouseProcess.start(
            file.resolveSibling("dev.log").toFile(),
            "dev",
            "-f",
            file.toString(),
            "--data",
            data.toString(),
            "--set",
            "http.port=0",
            "--set",
            "executor.port=0");
    return new DevProcess(process, data);
  }

  /** Returns when so many modules of the platform are wanted and alive. */
  void awaitAlive(String platform, int modules) {
    process.awaitAlive(this::api, platform, modules);
  }

  /** What the status API answers. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return process.get(api() + path);
  }

  private String api() throws IOException {
    return Json.MAPPER.readTree(Files.readAllBytes(data.resolve("dev.json"))).path("api").asText();
  }

  RouseProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }

  /** SIGKILL, from outside of Docker. */
  static void kill(int pid) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-9", Integer.toString(pid)).start().waitFor();
    if (exit != 0) {
      throw new IOException("cannot kill process " + pid + "; the benchmark needs to be root");
    }
  }
}
