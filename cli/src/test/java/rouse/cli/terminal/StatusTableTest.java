package rouse.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.cli.client.Health;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;

class StatusTableTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:05:00Z");

  @Test
  @DisplayName(
      "R1 the table lists every module with what is wanted, what is seen and its last beat")
  void listsEveryModule() {
    List<String> lines = new StatusTable(false).lines(status("dead", "exit code 137"));
    assertThat(lines)
        .containsExactly(
            "platform ias is degraded: 1 of 2 alive, observer watching",
            "MODULE     INSTANCE  DESIRED  OBSERVED  INC  CONTAINER     ADDRESS     LAST HEARD"
                + "     INCIDENT  REASON",
            "scheduler  1         running  ● alive   7    0123456789ab  172.18.0.9  0.4 s ago"
                + "      -",
            "deployer   1         running  ✗ dead    2    -             -           2 min 5 s ago"
                + "  inc-1     exit code 137",
            "attention: deployer is dead");
  }

  @Test
  @DisplayName("The status of a busy platform fits 80 columns, and says as much")
  void fitsTheTerminal() {
    List<ModuleStatus> modules =
        IntStream.rangeClosed(1, 40)
            .mapToObj(
                i -> {
                  String name = "a-module-with-quite-a-long-name-" + i;
                  InstanceStatus instance =
                      new InstanceStatus(
                          "busy/" + name + "/1",
                          "running",
                          i % 2 == 0 ? "alive" : "quarantined",
                          true,
                          NOW,
                          1_000 + i,
                          "0123456789abcdef",
                          "172.18.100.100",
                          NOW.minusSeconds(3_599),
                          i % 2 == 0 ? null : "busy." + name + ".1.i" + i,
                          i % 2 == 0 ? null : "exit code 137 after 5 attempts in 10m, and so on");
                  return new ModuleStatus(
                      name, "module", 1, 1, "self", List.of(), List.of(instance));
                })
            .toList();
    PlatformStatus busy =
        new PlatformStatus(
            "busy",
            "degraded",
            new ObserverStatus("watching", NOW),
            NOW,
            modules,
            List.of(
                "busy/a-module-with-quite-a-long-name-1/1 is quarantined: " + "word ".repeat(30)),
            List.of(),
            List.of());
    List<String> lines = new StatusTable(false, 80).lines(busy);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(String.join("\n", lines))
        .contains("⊘ quarantined", "59 min 59 s ago", "└ exit code 137 after 5 attempts");
    assertThat(String.join(" ", lines).replaceAll("\\s+", " "))
        .contains("word ".repeat(30).strip());
    assertThat(new StatusTable(false).lines(busy).get(1)).contains("CONTAINER", "INCIDENT");
  }

  @Test
  @DisplayName("What a module or a container wrote cannot steer the terminal")
  void controlCharactersAreHarmless() {
    List<String> lines =
        new StatusTable(false).lines(status("dead", "bad\u001b[2Jname\nline\u009b2J\u202e"));
    assertThat(String.join("|", lines))
        .contains("bad?[2Jname line?2J?")
        .doesNotContain("\u001b", "\u009b", "\u202e");
  }

  @Test
  @DisplayName("Colour is added only where it is wanted, and never the only difference")
  void colourIsAnExtra() {
    assertThat(new StatusTable(true).lines(status("dead", "x")).get(3))
        .contains("\u001b[31m✗ dead");
  }

  @Test
  @DisplayName("A quarantined instance makes waiting pointless, a starting one does not")
  void healthOfAPlatform() {
    assertThat(Health.of(status("alive", null))).isEqualTo(Health.ALIVE);
    assertThat(Health.of(status("completed", null))).isEqualTo(Health.ALIVE);
    assertThat(Health.of(status("starting", null))).isEqualTo(Health.UNDERWAY);
    assertThat(Health.of(status("quarantined", null))).isEqualTo(Health.DEGRADED);
    assertThat(Health.ofBoot(status("starting", false, null))).isEqualTo(Health.UNDERWAY);
    assertThat(Health.ofBoot(status("starting", true, null))).isEqualTo(Health.ALIVE);
    assertThat(Health.ofBoot(status("quarantined", true, null))).isEqualTo(Health.DEGRADED);
    assertThat(Health.missing(status("dead", "exit code 1")))
        .isEqualTo("ias/deployer/1 is dead (exit code 1)");
  }

  @Test
  @DisplayName("A withdrawn platform with nothing but an adopted beater is not alive")
  void nothingWantedIsNotAlive() {
    InstanceStatus beater =
        new InstanceStatus(
            "ias/action_manager/1", "adopted", "alive", true, NOW, 0, null, null, NOW, null, null);
    ModuleStatus adopted =
        new ModuleStatus("action_manager", "module", 0, 0, "self", List.of(), List.of(beater));
    PlatformStatus withdrawn =
        new PlatformStatus(
            "ias",
            "down",
            new ObserverStatus("watching", NOW),
            NOW,
            List.of(adopted),
            List.of(),
            List.of(),
            List.of());
    assertThat(Health.of(withdrawn)).isEqualTo(Health.UNDERWAY);
    assertThat(new StatusTable(false).lines(withdrawn).getFirst())
        .isEqualTo("platform ias is down: 0 of 0 alive, 1 adopted, observer watching");
  }

  private static PlatformStatus status(String deployer, String reason) {
    return status(deployer, deployer.equals("alive") || deployer.equals("completed"), reason);
  }

  private static PlatformStatus status(String deployer, boolean ready, String reason) {
    InstanceStatus alive =
        new InstanceStatus(
            "ias/scheduler/1",
            "running",
            "alive",
            true,
            NOW,
            7,
            "0123456789abcdef",
            "172.18.0.9",
            NOW.minusMillis(400),
            null,
            null);
    InstanceStatus other =
        new InstanceStatus(
            "ias/deployer/1",
            "running",
            deployer,
            ready,
            NOW,
            2,
            null,
            null,
            NOW.minusSeconds(125),
            "inc-1",
            reason);
    return new PlatformStatus(
        "ias",
        "degraded",
        new ObserverStatus("watching", NOW),
        NOW,
        List.of(
            new ModuleStatus("scheduler", "module", 1, 1, "self", List.of(), List.of(alive)),
            new ModuleStatus("deployer", "module", 1, 0, "self", List.of(), List.of(other))),
        List.of("deployer is dead"),
        List.of(),
        List.of());
  }
}
