package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus;

/** One platform from its boot to its end, with a Rouse that comes and goes. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("rouse dev")
class DevIT {
  private static TestPlatform platform;
  private static DevProcess dev;

  @BeforeAll
  static void boot() {
    platform =
        TestPlatform.of(
            "dev",
            """
            beating:
              image: BEATER
              x-rouse: { heartbeat: { source: self, timeout: 8s, startup: 2m } }
            watched:
              image: BEATER
              depends_on: [beating]
              x-rouse: { heartbeat: { source: docker, timeout: 8s, startup: 2m } }
            """);
    dev = platform.dev();
    dev.start().awaitAlive();
  }

  @AfterAll
  static void end() {
    dev.close();
    platform.close();
  }

  @Test
  @Order(1)
  @DisplayName("R1 R2 R20 R26 every module is listed alive with its last beat, started in order")
  void bootsInOrder() throws Exception {
    PlatformStatus status = dev.status();
    assertThat(status.modules())
        .filteredOn(module -> module.desired() > 0)
        .extracting(module -> module.module())
        .containsExactly("beating", "watched");
    for (String module : List.of("beating", "watched")) {
      PlatformStatus.InstanceStatus instance = dev.instance(module);
      assertThat(instance.observed()).isEqualTo("alive");
      assertThat(instance.lastHeard()).isNotNull();
      assertThat(instance.incarnation()).isEqualTo(1);
      String id = platform.engine().only(platform.name(), module);
      assertThat(instance.containerId()).isEqualTo(id);
    }
    assertThat(startOf("beating")).isBefore(startOf("watched"));
    assertThat(dev.incidents()).isEmpty();
  }

  private static Instant startOf(String module) {
    String id = platform.engine().only(platform.name(), module);
    return Instant.parse(platform.engine().inspect(id).getState().getStartedAt());
  }

  @Test
  @Order(2)
  @DisplayName("R27 the command line says so, waits for nothing and returns 0")
  void commandLineAgrees() throws Exception {
    Process status =
        new ProcessBuilder(
                DevProcess.rouse("status", "--wait", "-o", "json", "--data", "" + platform.data()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    JsonNode printed = Json.MAPPER.readTree(status.getInputStream().readAllBytes());
    assertThat(status.waitFor()).isZero();
    assertThat(printed.path("phase").asText()).isEqualTo("alive");
  }

  @Test
  @Order(2)
  @DisplayName("The effective settings are said once, though three parts go by them")
  void saysSettingsOnce() {
    assertThat(dev.log().lines().filter(line -> line.contains(" setting executor.port = ")))
        .hasSize(1);
  }

  @Test
  @Order(3)
  @DisplayName("R44 ip.json has the addresses that Docker gave")
  void writesAddresses() throws Exception {
    for (String module : List.of("beating", "watched")) {
      var container = platform.engine().inspect(platform.engine().only(platform.name(), module));
      String ip =
          container.getNetworkSettings().getNetworks().values().iterator().next().getIpAddress();
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(addresses().path(module).asText()).isEqualTo(ip));
    }
  }

  private static JsonNode addresses() throws IOException {
    return Json.MAPPER.readTree(
        Files.readString(
            platform.data().resolve("executor").resolve(platform.name()).resolve("ip.json")));
  }

  @Test
  @Order(3)
  @DisplayName("R1 what a module uses is measured, also without a scale")
  void measuresUsage() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(dev.usage("watched").points())
                    .last()
                    .satisfies(
                        newest -> {
                          assertThat(newest.cpu()).isNotNull().isBetween(0.0, 64.0);
                          assertThat(newest.memory()).isPositive();
                        }));
  }

  @Test
  @Order(3)
  @DisplayName("The shell snippets of the guides do what they say, as they stand there")
  void guides() throws Exception {
    String beating = platform.engine().only(platform.name(), "beating");
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    try {
      Map<String, String> environment = new HashMap<>();
      environment.put("ROUSE_SMTP_HOST", "127.0.0.1");
      environment.put("ROUSE_SMTP_PORT", Integer.toString(mail.getSmtp().getPort()));
      environment.put("ROUSE_SMTP_STARTTLS", "off");
      environment.put("ROUSE_SMTP_FROM", "rouse@example.org");
      for (String variable : platform.engine().inspect(beating).getConfig().getEnv()) {
        if (variable.startsWith("ROUSE_BEAT_")) {
          environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
      }
      GuideCommands commands = new GuideCommands(platform.file().getParent(), environment);
      Map<String, String> said = commands.run(GuideCommands.of("own-platform.md"));
      assertThat(said).hasSize(5);
      assertThat(mail.getReceivedMessages()).hasSize(1);
      said = commands.run(GuideCommands.of("operations.md"));
      assertThat(said).hasSizeGreaterThan(6);
      assertThat(said.get("rouse status")).contains("beating", "watched");
      assertThat(said.get("rouse doctor")).contains("kafka", "observer", "broker clock");
      assertThat(platform.file().resolveSibling("last-week.rouse")).isNotEmptyFile();
      assertThat(GuideCommands.of("guard.md")).isEmpty();
      assertThat(commands.run(GuideCommands.of("own-cluster.md"))).hasSize(1);
    } finally {
      mail.stop();
    }
    assertThat(platform.engine().only(platform.name(), "beating")).isEqualTo(beating);
  }

  @Test
  @Order(4)
  @DisplayName(
      "Rouse is killed for longer than three timeouts: no module that lived is touched, one that died comes back once")
  void survivesItsOwnKill() throws Exception {
    String living = platform.engine().only(platform.name(), "beating");
    String dying = platform.engine().only(platform.name(), "watched");
    JsonNode before = dev.state();
    dev.kill();
    platform.engine().crash(dying);
    Awaitility.await()
        .pollDelay(Duration.ofSeconds(25))
        .atMost(Duration.ofMinutes(3))
        .until(() -> true);
    dev.start().awaitAlive();
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> dev.incidents("watched").stream().anyMatch(i -> i.closedAt() != null));
    assertThat(dev.state().path("brokerPort")).isEqualTo(before.path("brokerPort"));
    assertThat(dev.state().path("containersPort")).isEqualTo(before.path("containersPort"));
    assertThat(dev.state().path("beatPort")).isEqualTo(before.path("beatPort"));
    assertThat(platform.engine().only(platform.name(), "beating")).isEqualTo(living);
    assertThat(platform.engine().only(platform.name(), "watched")).isNotEqualTo(dying);
    assertThat(dev.incidents("beating")).isEmpty();
    assertThat(dev.incidents("watched"))
        .singleElement()
        .satisfies(incident -> assertThat(incident.attempts()).isEqualTo(1));
    assertThat(dev.instance("watched").incarnation()).isEqualTo(2);
  }

  @Test
  @Order(5)
  @DisplayName("A second dev in the same folder is refused, and says which one is there")
  void onlyOnePerFolder() throws Exception {
    DevProcess second = platform.dev();
    try (second) {
      assertThat(second.start().awaitExit(Duration.ofMinutes(3))).isEqualTo(1);
      assertThat(second.log()).contains("another rouse dev (process " + dev.state().path("pid"));
    }
    assertThat(dev.status().phase()).isEqualTo("alive");
  }

  @Test
  @Order(6)
  @DisplayName("A stop leaves the modules running, and the next start touches none")
  void stopLeavesModules() throws Exception {
    String beating = platform.engine().only(platform.name(), "beating");
    String watched = platform.engine().only(platform.name(), "watched");
    int incidents = dev.incidents().size();
    dev.terminate();
    assertThat(platform.engine().only(platform.name(), "beating")).isEqualTo(beating);
    dev.start().awaitAlive();
    assertThat(platform.engine().only(platform.name(), "beating")).isEqualTo(beating);
    assertThat(platform.engine().only(platform.name(), "watched")).isEqualTo(watched);
    assertThat(dev.incidents()).hasSize(incidents);
  }

  @Test
  @Order(7)
  @DisplayName("rouse down leaves no container and no network, and nothing of it is a failure")
  void downLeavesNothing() throws Exception {
    int incidents = dev.incidents().size();
    Process down =
        new ProcessBuilder(
                DevProcess.rouse(
                    "down", "-f", platform.file().toString(), "--data", "" + platform.data()))
            .inheritIO()
            .start();
    assertThat(down.waitFor()).isZero();
    assertThat(platform.engine().containers(platform.name())).isEmpty();
    assertThat(platform.engine().networks(platform.name())).isEmpty();
    assertThat(dev.incidents()).hasSize(incidents);
    // The status, by which it ended, tells of what is committed to the log a moment later.
    EventLog log = new EventLog(dev.kafka());
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(log.decisions(Decision.PlatformDown.class)).hasSize(1));
  }

  @Test
  @Order(8)
  @DisplayName("R30 --fresh forgets topics and state, but not while modules run")
  void fresh() throws Exception {
    dev.terminate();
    try (DevProcess fresh = platform.dev("--fresh")) {
      fresh.start().awaitAlive();
      EventLog log = new EventLog(fresh.kafka());
      assertThat(log.facts(Fact.PlatformDeclared.class)).as("of this run alone").hasSize(1);
      assertThat(log.decisions(Decision.PlatformDown.class)).isEmpty();
      assertThat(fresh.incidents()).isEmpty();
      fresh.terminate();
    }
    try (DevProcess refused = platform.dev("--fresh")) {
      assertThat(refused.start().awaitExit(Duration.ofMinutes(3))).isEqualTo(1);
      assertThat(refused.log()).contains("runs, and --fresh is for one that does not");
    }
  }
}
