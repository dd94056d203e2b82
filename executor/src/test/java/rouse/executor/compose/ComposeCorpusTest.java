package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.executor.compose.ComposeCorpus.Project;
import rouse.executor.compose.yaml.Finding;

class ComposeCorpusTest {
  @TempDir private Path folder;

  static Stream<Project> taken() {
    return ComposeCorpus.taken();
  }

  static Stream<Project> refused() {
    return ComposeCorpus.refused();
  }

  @Test
  @DisplayName("there are 150 projects in every style, and 75 that are really wrong")
  void enough() {
    assertThat(taken().map(Project::name)).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
    assertThat(refused().map(Project::name))
        .hasSizeGreaterThanOrEqualTo(75)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  @DisplayName("B9: what Compose takes is taken")
  void taken(Project project) {
    ComposeResult result = project.read(folder, false);

    assertThat(result.errors()).isEmpty();
    assertThat(result.platform()).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  @DisplayName("B9: what gives more of the host is listed, and is all that --confined refuses")
  void confined(Project project) {
    var listed =
        project.read(folder, false).findings().stream()
            .filter(f -> f.severity() == Finding.Severity.NOTICE)
            .map(Finding::path)
            .distinct()
            .toList();

    assertThat(project.read(folder, true).errors())
        .extracting(Finding::path)
        .filteredOn(path -> !path.contains(".build"))
        .containsExactlyInAnyOrderElementsOf(
            listed.stream().filter(path -> !path.contains(".build")).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("B9: what contradicts itself is refused, with what is wrong")
  void refused(Project project) {
    ComposeResult result = project.read(folder, false);

    assertThat(result.platform()).isEmpty();
    assertThat(result.errors())
        .extracting(Finding::text)
        .anyMatch(t -> t.contains(project.error()));
  }
}
