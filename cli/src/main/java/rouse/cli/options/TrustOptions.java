package rouse.cli.options;

import java.util.Set;
import picocli.CommandLine.Option;

/** How far a platform file is trusted; without these as far as Compose trusts it. */
public final class TrustOptions {
  @Option(
      names = "--confined",
      description = {
        "For files from elsewhere: refuse what gives a container more of the host than",
        "others have, each named. 'rouse check' lists it either way."
      })
  private boolean confined;

  @Option(
      names = "--allow",
      paramLabel = "NAME",
      split = ",",
      description = "Let one such thing through even then; a refusal names what to allow.")
  private Set<String> allow = Set.of();

  public boolean confined() {
    return confined;
  }

  public Set<String> allow() {
    return allow;
  }
}
