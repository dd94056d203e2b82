package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.executor.compose.GitContext;
import rouse.executor.compose.model.BuildDefinition;

class BuildKitNeedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN --mount=type=cache,target=/c make",
        "run --network=none --mount=type=bind,target=/x true",
        "COPY --link a b",
        "COPY --from=build --chmod=755 a b",
        "ADD --checksum=sha256:1 https://h/f /f",
        "RUN <<EOF\necho\nEOF",
        "COPY <<-'END' /etc/x\na\nEND",
        "FROM --platform=$BUILDPLATFORM x",
        "ARG TARGETARCH",
        "RUN a \\\n  && b\nRUN \\\n  --mount=type=tmpfs,target=/t true"
      })
  @DisplayName("what the classic builder does not understand asks for BuildKit")
  void needed(String lines) {
    assertThat(BuildKitNeed.of("FROM x\n" + lines + "\n")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# syntax=docker/dockerfile:1",
        "RUN echo --mount=type=cache",
        "RUN cat <<< word && x << 1",
        "COPY --from=build --chown=1:1 a b",
        "FROM --platform=linux/amd64 x",
        "ARG TARGETARCH=amd64",
        "# RUN --mount=type=cache"
      })
  @DisplayName("what every builder understands does not")
  void notNeeded(String lines) {
    assertThat(BuildKitNeed.of("FROM x\n" + lines + "\n")).isEmpty();
  }

  @Test
  @DisplayName("the line is counted where the instruction begins")
  void line() {
    assertThat(BuildKitNeed.of("FROM x\nRUN a \\\n b\nCOPY --link a b\n"))
        .contains(new BuildKitNeed(4, "COPY --link"));
  }

  @Test
  @DisplayName("further contexts become stages above the first, and lines are counted without them")
  void contexts() {
    NamedContexts named =
        new NamedContexts(
            Map.of("lib", "/srv/lib", "os", BuildDefinition.IMAGE + "alpine:3"),
            "# head\nARG A=1\nFROM os\nCOPY --from=lib . /\n");

    assertThat(named.dockerfile())
        .isEqualTo(
            "# head\nARG A=1\nFROM scratch AS lib\nCOPY .rouse.contexts/lib/ /\nFROM alpine:3 AS os\n"
                + "FROM os\nCOPY --from=lib . /\n");
    assertThat(named.asWritten("parse error line 7: x")).isEqualTo("parse error line 4: x");
    assertThat(named.asWritten("parse error line 2: x")).isEqualTo("parse error line 2: x");
  }

  @Test
  @DisplayName("a Git context names repository, ref and folder")
  void git() {
    assertThat(GitContext.of("github.com/a/b#v1:sub/dir"))
        .get()
        .hasToString(
            "GitContext[repository=https://github.com/a/b, ref=Optional[v1], subfolder=Optional[sub/dir]]");
    assertThat(GitContext.of("git@host:a/b.git#:x").orElseThrow().ref()).isEmpty();
    assertThat(GitContext.of("https://host/a.tar.gz")).isEmpty();
    assertThat(GitContext.of("https://host/a.git#--upload-pack=x")).isEmpty();
  }
}
