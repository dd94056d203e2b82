package rouse.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.WhyNot;

@DisplayName("rouse watch on a terminal")
class WatchTerminalTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:05:00Z");
  private static final String DONE = "the shell goes on";

  @TempDir private Path folder;

  private static PlatformStatus status() {
    List<ModuleStatus> modules =
        List.of("db", "cart").stream()
            .map(
                name ->
                    new ModuleStatus(
                        name,
                        "module",
                        1,
                        1,
                        "self",
                        List.of(),
                        List.of(
                            new InstanceStatus(
                                "shop/" + name + "/1",
                                "running",
                                "alive",
                                true,
                                NOW,
                                1,
                                null,
                                null,
                                NOW,
                                null,
                                null))))
            .toList();
    return new PlatformStatus(
        "shop",
        "alive",
        new ObserverStatus("watching", NOW),
        NOW,
        modules,
        List.of(),
        List.of(),
        List.of());
  }

  /** A pseudo terminal, as {@code script} makes one, with what is shown on it. */
  private static final class Pty implements AutoCloseable {
    private final Process process;
    private final StringBuffer shown = new StringBuffer();

    Pty(String command) throws IOException {
      process = new ProcessBuilder("script", "-qfec", command, "/dev/null").start();
      Thread.ofPlatform().daemon().start(() -> read(process.getInputStream()));
    }

    private void read(InputStream in) {
      byte[] part = new byte[8192];
      try {
        for (int length = in.read(part); length >= 0; length = in.read(part)) {
          shown.append(new String(part, 0, length, UTF_8));
        }
      } catch (IOException ended) {
        shown.append("[ended]");
      }
    }

    void press(String keys) throws IOException {
      OutputStream out = process.getOutputStream();
      out.write(keys.getBytes(UTF_8));
      out.flush();
    }

    /** Waits until it is shown, and forgets what came before. */
    void awaitShown(String text) {
      await().atMost(Duration.ofSeconds(60)).until(() -> shown.indexOf(text) >= 0);
      shown.setLength(0);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("redraws what changed, takes keys, tells why not, and gives the terminal back")
  void takesKeys() throws Exception {
    try (PlayedApi api =
        new PlayedApi()
            .answer("/api/platforms/shop", status())
            .answer(
                "/api/why-not/shop/cart/1",
                new WhyNot(
                    "shop/cart/1",
                    NOW,
                    "alive",
                    List.of(new WhyNot.Hold("alive", "It is alive.", null)),
                    List.of("It must fall silent.")))) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String command =
          "stty rows 20 cols 80; '%s' -XX:TieredStopAtLevel=1 -cp '%s' rouse.cli.Rouse watch -p shop --api %s --data '%s'; stty -a | grep -o ' icanon'; echo %s"
              .formatted(java, System.getProperty("java.class.path"), api.url(), folder, DONE);
      try (Pty pty = new Pty(command)) {
        pty.awaitShown("platform shop is alive: 2 of 2 alive");
        pty.press("j");
        pty.awaitShown("\u001b[7mcart");
        pty.press("n");
        pty.awaitShown("For Rouse to act:");
        pty.press("\u001b");
        pty.awaitShown("MODULE");
        pty.press("q");
        await().atMost(Duration.ofSeconds(30)).until(() -> pty.shown.indexOf(DONE) >= 0);
        assertThat(pty.shown).contains("\u001b[?25h\u001b[?1049l", " icanon");
      }
    }
  }
}
