package rouse.executor.compose;

import java.util.List;
import java.util.stream.Collectors;
import rouse.executor.compose.yaml.Finding;

/** A platform file has errors; the message has each on a line of its own. */
public final class ComposeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ComposeException(List<Finding> errors) {
    super(errors.stream().map(Finding::text).collect(Collectors.joining("\n")));
  }
}
