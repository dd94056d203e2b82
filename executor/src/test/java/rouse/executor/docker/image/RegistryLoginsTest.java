package rouse.executor.docker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoginsTest {
  @TempDir Path folder;

  private RegistryLogins logins(String config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    for (String helper : new String[] {"docker-credential-own", "docker-credential-store"}) {
      Path script = folder.resolve(helper);
      Files.writeString(
          script,
          """
          #!/bin/sh
          read -r server || true
          test "$server" != registry.example.org/unknown || exit 1
          echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"NAME\\",\\"Secret\\":\\"hush\\"}"
          """
              .replace("NAME", helper.endsWith("own") ? "me" : "<token>"));
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
    return RegistryLogins.of(
        Map.of("DOCKER_CONFIG", folder.toString(), "PATH", folder + ":/usr/bin:/bin"));
  }

  @Test
  @DisplayName("a registry's own helper is asked, else the store; a token is no password")
  void helpers() throws IOException {
    RegistryLogins logins =
        logins("{\"credHelpers\":{\"registry.example.org\":\"own\"},\"credsStore\":\"store\"}");

    assertThat(logins.of("registry.example.org/team/app:1"))
        .get()
        .satisfies(
            login -> {
              assertThat(login.getUsername()).isEqualTo("me");
              assertThat(login.getPassword()).isEqualTo("hush");
              assertThat(login.getRegistryAddress()).isEqualTo("registry.example.org");
            });
    assertThat(logins.of("nginx").orElseThrow().getIdentitytoken()).isEqualTo("hush");
    assertThat(logins.of("nginx").orElseThrow().getRegistryAddress())
        .isEqualTo("https://index.docker.io/v1/");
  }

  @Test
  @DisplayName("without a helper nobody is asked, and a helper that is missing is no login")
  void none() throws IOException {
    assertThat(logins("{}").of("nginx")).isEmpty();
    assertThat(logins("{\"credsStore\":\"absent\"}").of("nginx")).isEmpty();
    assertThat(logins("{\"credsStore\":\"../own\"}").of("nginx")).isEmpty();
    Files.delete(folder.resolve("config.json"));
    assertThat(RegistryLogins.of(Map.of("DOCKER_CONFIG", folder.toString())).of("nginx")).isEmpty();
  }
}
