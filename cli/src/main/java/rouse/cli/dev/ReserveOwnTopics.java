package rouse.cli.dev;

import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/**
 * Keeps Rouse's own topics from being made by the first module that happens to beat: they would
 * have the broker's defaults, and Rouse would refuse to start on them. What Rouse makes carries
 * settings; what comes about by itself carries none.
 */
public final class ReserveOwnTopics implements CreateTopicPolicy {
  private static final String OURS = "rouse.";

  @Override
  public void configure(Map<String, ?> configs) {
    // nothing to choose
  }

  @Override
  public void validate(RequestMetadata wanted) {
    if (wanted.topic().contains(OURS) && wanted.configs().isEmpty()) {
      throw new PolicyViolationException(
          wanted.topic() + " is made by Rouse alone; wait until it has started");
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}
