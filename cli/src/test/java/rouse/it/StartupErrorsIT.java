package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What keeps rouse dev from starting")
class StartupErrorsIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static TestPlatform platform;

  @BeforeAll
  static void prepare() {
    platform = TestPlatform.of("errors", "only: { image: BEATER }\n");
  }

  @AfterAll
  static void sweep() {
    platform.close();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(platform.engine().containers(platform.name())).isEmpty();
    assertThat(platform.engine().networks(platform.name())).isEmpty();
  }

  /** Its one line; it must have ended with an error and said nothing else as such. */
  private static String errorIn(List<String> lines) {
    assertThat(lines).noneMatch(line -> line.startsWith("\tat "));
    List<String> errors = lines.stream().filter(line -> line.startsWith("error: ")).toList();
    assertThat(errors).hasSize(1);
    // Not the last line for sure: a thread that is on its way out may log after it.
    return errors.getFirst();
  }

  private static String errorOf(DevProcess dev) throws InterruptedException {
    try (dev) {
      assertThat(dev.start().awaitExit(SOON)).isEqualTo(1);
      return errorIn(dev.log().lines().toList());
    }
  }

  @Test
  @DisplayName("No engine: where it was sought, and what to start")
  void noEngine() throws Exception {
    Path nowhere = platform.file().resolveSibling("nowhere.sock");
    assertThat(
            errorOf(
                new DevProcess(
                    platform.file(), platform.data(), "--set", "docker.host=unix://" + nowhere)))
        .startsWith("error: ")
        .contains(nowhere.toString());
  }

  @Test
  @DisplayName("No rights on the socket: which one, and how to get them")
  void noRights() throws Exception {
    Path socket = platform.file().resolveSibling("locked.sock");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
      DevProcess dev =
          new DevProcess(platform.file(), platform.data(), "--set", "docker.host=unix://" + socket)
              .withoutOverride();
      assertThat(errorOf(dev))
          .startsWith("error: ")
          .contains(socket.toString())
          .contains("no rights", "usermod -aG docker");
      assertThat(errorOfExecutor(socket))
          .startsWith("error: ")
          .contains(socket.toString())
          .contains("no rights", "usermod -aG docker");
    }
  }

  private static String errorOfExecutor(Path socket) throws Exception {
    List<String> command = new ArrayList<>(DevProcess.noOverride());
    command.addAll(DevProcess.rouse("executor", "-f", platform.file().toString()));
    command.addAll(List.of("--set", "docker.host=unix://" + socket));
    Process executor = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = executor.inputReader().lines().toList();
    assertThat(executor.waitFor()).isEqualTo(1);
    return errorIn(lines);
  }

  @Test
  @DisplayName("A port of Rouse's own is taken: which, and by what setting")
  void ownPortTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(
              errorOf(
                  new DevProcess(
                      platform.file(), platform.data(), "--set", "executor.port=" + port)))
          .contains("port 127.0.0.1:" + port + " (executor.port)");
    }
  }

  @Test
  @DisplayName("R36 a port that a module publishes is taken: which, and whose")
  void modulePortTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Path file =
          write("taken.yaml", "only: { image: BEATER, ports: [\"127.0.0.1:" + port + ":80\"] }");
      assertThat(errorOf(new DevProcess(file, platform.data())))
          .contains("port 127.0.0.1:" + port + " of only");
    }
  }

  @Test
  @DisplayName("No platform file: which name was given")
  void noFile() throws Exception {
    Path file = platform.file().resolveSibling("none.yaml");
    assertThat(errorOf(new DevProcess(file, platform.data())))
        .isEqualTo(
            "error: there is no platform file "
                + file
                + "; name a Compose file, such as -f compose.yaml");
  }

  @Test
  @DisplayName(
      "R35 an image does not build: whose, at which step, with the step's output before it")
  void imageDoesNotBuild() throws Exception {
    Path context = Files.createDirectories(platform.file().resolveSibling("broken"));
    TestEngine.writeBeater(context);
    Files.writeString(
        context.resolve("Dockerfile"),
        Files.readString(context.resolve("Dockerfile")) + "RUN echo what-went-wrong && exit 3\n");
    Path file = write("broken.yaml", "only: { build: ./broken }");
    DevProcess dev = new DevProcess(file, platform.data());
    assertThat(errorOf(dev)).contains(platform.name() + "-only");
    assertThat(dev.log()).contains("what-went-wrong");
  }

  private static Path write(String name, String services) throws IOException {
    String text = "name: " + platform.name() + "\nservices:\n  " + services + "\n";
    return Files.writeString(
        platform.file().resolveSibling(name), text.replace("BEATER", platform.image()));
  }
}
