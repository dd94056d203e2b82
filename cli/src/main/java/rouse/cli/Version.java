package rouse.cli;

import picocli.CommandLine.IVersionProvider;

/** What the jar says of itself, and on which Java it runs. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String own = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "rouse " + (own == null ? "(not packaged)" : own) + " on Java " + Runtime.version().feature()
    };
  }
}
