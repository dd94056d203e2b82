package rouse.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.it.Api;
import rouse.it.DevProcess;
import rouse.it.EventLog;
import rouse.it.Folders;
import rouse.it.TestCluster;
import rouse.it.boot.Host;

/**
 * The folder of a streams app's state is wiped, full, or read-only. Run by {@code scripts/faults}.
 */
@DisplayName("Real faults of the state folder")
class StateFaults {
  private static final InstanceId HUNG =
      new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, 3);
  private final TestCluster cluster = TestCluster.start();
  private final BeatingPlatform platform = new BeatingPlatform(cluster.bootstrap());
  private final Api api = new Api(Host.freePort());
  private final Path folder = cluster.folder("app");
  private final Path state = folder.resolve("state");
  private Process app;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(state);
  }

  @AfterEach
  void close() throws Exception {
    if (app != null) {
      app.destroyForcibly().onExit().join();
    }
    platform.close();
    new ProcessBuilder("umount", state.toString()).start().waitFor();
    cluster.close();
  }

  @Test
  @DisplayName("wiped: the same state again")
  void wiped() throws Exception {
    boot();
    hangAndFind();
    String before = hash();
    stop();
    Folders.delete(state);
    start();
    awaitWhole();
    assertThat(hash()).isEqualTo(before);
    Measured.say("state", "wiped: the same state, " + before.substring(0, 12));
    verify();
  }

  @Test
  @DisplayName("read-only: not ready, nothing ordered, the reason said; then all is well")
  void readOnly() throws Exception {
    boot();
    stop();
    int commands = commands();
    mount("ro");
    start();
    Observers.soon().until(() -> !app.isAlive());
    assertThat(isReady()).isFalse();
    assertThat(lastLine()).contains("cannot keep state in " + state, "set state.dir");
    Measured.say("state", "read-only: " + lastLine());
    app.destroyForcibly().onExit().join();
    unmount();
    start();
    awaitWhole();
    assertThat(commands()).isEqualTo(commands);
    hangAndFind();
    verify();
  }

  @Test
  @DisplayName("full: not ready, nothing ordered, the reason said; then all is well")
  void full() throws Exception {
    mount("size=64m");
    boot();
    stop();
    int commands = commands();
    fill();
    start();
    Observers.soon().until(() -> !app.isAlive());
    assertThat(isReady()).isFalse();
    assertThat(lastLine()).contains("cannot keep state in " + state, "KiB are left");
    Measured.say("state", "full: " + lastLine());
    app.destroyForcibly().onExit().join();
    Files.delete(state.resolve("filler"));
    start();
    awaitWhole();
    assertThat(commands()).isEqualTo(commands);
    // While it runs as well: what it needs to judge is in memory and in the cluster.
    fill();
    hangAndFind();
    verify();
  }

  private void boot() throws Exception {
    start();
    Observers.soon().until(api::isReady);
    platform.start();
    awaitWhole();
  }

  private void start() throws IOException {
    List<String> command = new java.util.ArrayList<>(DevProcess.rouse("streams"));
    for (String setting :
        List.of(
            "kafka=" + cluster.bootstrap(),
            "state.dir=" + state,
            "platform.default=" + BeatingPlatform.NAME,
            "http.port=" + api.port())) {
      command.addAll(List.of("--set", setting));
    }
    app =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  private void stop() {
    app.destroy();
    app.onExit().join();
    try {
      Files.writeString(log(), "");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  private String said() throws IOException {
    return Files.readString(log());
  }

  private String lastLine() throws IOException {
    return said().lines().filter(l -> l.startsWith("error:")).reduce((a, b) -> b).orElse("");
  }

  private boolean isReady() {
    try {
      return api.isReady();
    } catch (Exception away) {
      return false;
    }
  }

  private JsonNode status() throws Exception {
    return api.json("/api/platforms/" + BeatingPlatform.NAME);
  }

  private void awaitWhole() {
    Observers.soon()
        .until(
            () ->
                api.isReady()
                    && status().at("/observer/state").asText().equals("watching")
                    && status().get("modules").findValuesAsText("observed").stream()
                            .filter("alive"::equals)
                            .count()
                        >= BeatingPlatform.instances().size());
  }

  private void hangAndFind() {
    platform.hang(HUNG);
    Observers.soon().until(() -> platform.isReplaced(HUNG));
    Observers.soon().until(() -> incidents().findValues("closedAt").size() == 1);
  }

  private JsonNode incidents() throws Exception {
    return api.json("/api/platforms/" + BeatingPlatform.NAME + "/incidents");
  }

  private int commands() {
    return new EventLog(cluster.bootstrap()).commands().size();
  }

  private void verify() {
    platform.stopAsking();
    Observers.soon().untilAsserted(() -> assertThat(platform.complaints()).isEmpty());
  }

  /** Over all that the app says of modules and incidents, but for what goes on by itself. */
  private String hash() throws Exception {
    JsonNode modules = status().get("modules");
    for (JsonNode instance : modules.findParents("lastHeard")) {
      ((ObjectNode) instance).remove("lastHeard");
    }
    String all = modules + "" + incidents();
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(all.getBytes(UTF_8)));
  }

  private void mount(String options) throws Exception {
    run("mount", "-t", "tmpfs", "-o", options, "tmpfs", state.toString());
  }

  private void unmount() throws Exception {
    run("umount", state.toString());
  }

  private void fill() throws Exception {
    new ProcessBuilder("dd", "if=/dev/zero", "of=" + state.resolve("filler"), "bs=64k")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
