package rouse.executor.compose;

import java.util.List;
import java.util.Optional;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.yaml.Finding;
import rouse.executor.compose.yaml.Finding.Severity;

/**
 * What became of reading a platform file.
 *
 * @param platform empty when there are errors
 * @param findings all of them, in the order of the file
 */
public record ComposeResult(Optional<PlatformFile> platform, List<Finding> findings) {
  public ComposeResult {
    findings = List.copyOf(findings);
  }

  public List<Finding> errors() {
    return findings.stream().filter(f -> f.severity() == Severity.ERROR).toList();
  }

  /**
   * The platform.
   *
   * @throws ComposeException with every error, one per line
   */
  public PlatformFile orThrow() {
    return platform.orElseThrow(() -> new ComposeException(errors()));
  }
}
