package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;

@DisplayName("README and guides")
class GuidesTest {
  private static final Path ROOT =
      Files.isDirectory(Path.of("guides")) ? Path.of("") : Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern COMMAND =
      Pattern.compile("^(?:\\$ )?(?:scripts/)?rouse ([a-z].*?)(?:\\s{2,}#.*|\\s+#.*)?$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  @TempDir private Path folder;

  private static List<Path> pages() throws Exception {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> guides = Files.list(ROOT.resolve("guides"))) {
      guides.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @Test
  @DisplayName("every command that they show is one that there is, with options that it has")
  void commands() throws Exception {
    int seen = 0;
    for (Path page : pages()) {
      Matcher blocks = BLOCK.matcher(Files.readString(page));
      while (blocks.find()) {
        for (String line : blocks.group(2).lines().toList()) {
          Matcher command = COMMAND.matcher(line);
          if (command.matches()) {
            String[] args = command.group(1).strip().split("\\s+");
            Rouse.commandLine(args).parseArgs(args);
            seen++;
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(20);
  }

  @Test
  @DisplayName("every whole platform file that they show is one that Rouse takes")
  void files() throws Exception {
    int seen = 0;
    for (Path page : pages()) {
      Matcher blocks = BLOCK.matcher(Files.readString(page));
      while (blocks.find()) {
        String text = blocks.group(2);
        if (blocks.group(1).equals("yaml")
            && Arrays.asList(text.split("\n")).contains("services:")) {
          Path file = Files.writeString(folder.resolve("compose.yaml"), text);
          for (String context : List.of("web", "worker")) {
            Path made = Files.createDirectories(folder.resolve(context));
            Files.writeString(made.resolve("Dockerfile"), "FROM scratch\n");
          }
          Ran ran = Ran.rouse("check", file.toString());
          assertThat(ran.exitCode()).as("%s: %s", page, ran.err()).isZero();
          seen++;
        }
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  @DisplayName("every settings file that they show is one that Rouse takes")
  void settings() throws Exception {
    int seen = 0;
    for (Path page : pages()) {
      Matcher blocks = BLOCK.matcher(Files.readString(page));
      while (blocks.find()) {
        if (blocks.group(1).equals("properties")) {
          Properties shown = new Properties();
          shown.load(new StringReader(blocks.group(2)));
          Map<String, String> file = new HashMap<>();
          shown.stringPropertyNames().forEach(name -> file.put(name, shown.getProperty(name)));
          Settings settings = SettingsReader.read(Map.of(), Map.of(), file, secret -> "");
          assertThat(new ScramLogin(settings.kafkaClient()).user()).startsWith("rouse-");
          seen++;
        }
      }
    }
    assertThat(seen).isPositive();
  }

  /** As Kafka's client reads it. */
  private record ScramLogin(Map<String, String> client) {
    String user() {
      return (String)
          JaasContext.loadClientContext(
                  Map.of(
                      SaslConfigs.SASL_JAAS_CONFIG,
                      new Password(client.get(SaslConfigs.SASL_JAAS_CONFIG))))
              .configurationEntries()
              .getFirst()
              .getOptions()
              .get("username");
    }
  }

  @Test
  @DisplayName("every link within the repository leads somewhere")
  void links() throws Exception {
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String target = links.group(1);
        if (!target.matches("[a-z]+:.*")) {
          assertThat(page.toAbsolutePath().getParent().resolve(target)).as("in %s", page).exists();
        }
      }
    }
  }
}
