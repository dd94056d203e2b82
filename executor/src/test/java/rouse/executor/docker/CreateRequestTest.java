package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.platform.InstanceId;
import rouse.executor.compose.ComposeCorpus;
import rouse.executor.compose.ComposeCorpus.Project;

class CreateRequestTest {
  @TempDir private Path folder;

  static Stream<Project> taken() {
    return ComposeCorpus.taken();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  @DisplayName("B9: every container of what is taken can be asked for")
  void asked(Project project) throws IOException {
    var platform = project.read(folder, false).orThrow();
    var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
    try (var http =
            new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build();
        var client = DockerClientImpl.getInstance(config, http)) {
      for (var definition : platform.definitions().values()) {
        var container =
            new NewContainer(
                new InstanceId(platform.name(), definition.module(), 1),
                1,
                Optional.empty(),
                definition,
                "hash",
                Map.of(),
                List.of());

        assertThat(
                config
                    .getObjectMapper()
                    .valueToTree(CreateRequest.of(client, container, List.of(), Set.of()))
                    .toString())
            .contains("\"Image\":\"" + definition.image() + "\"");
      }
    }
  }
}
