package rouse.executor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.bootstrap.BootException;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.compose.model.PlatformFile;

/** The platform file that an executor works by: as it was last read, until it is read again. */
final class DeclaredFile {
  private final HostId host;
  private final InstantSource clock;
  private final ExecutorApp.Reading reread;
  private volatile PlatformFile now;

  /**
   * @param first as it was read at the start
   * @param reread reads it again, and has the networks and images there that it needs
   */
  DeclaredFile(PlatformFile first, ExecutorApp.Reading reread, HostId host, InstantSource clock) {
    this.now = first;
    this.reread = reread;
    this.host = host;
    this.clock = clock;
  }

  PlatformFile now() {
    return now;
  }

  /** The platform's, which stays the same. */
  String name() {
    return now.name();
  }

  Path path() {
    return now.path();
  }

  PlatformSpec spec() {
    return now.spec();
  }

  /**
   * From now on the file is as it is on disk.
   *
   * @param progress told what was made for it
   * @throws BootException when it names another platform
   * @throws Exception when it cannot be read, or what it needs cannot be had
   */
  synchronized void readAnew(BootProgress progress) throws Exception {
    PlatformFile changed = reread.read(progress);
    if (!changed.name().equals(now.name())) {
      throw new BootException(
          changed.path()
              + " names platform "
              + changed.name()
              + " now, and this is the executor of "
              + now.name()
              + ". Name it so again, or start an executor for the other.");
    }
    now = changed;
  }

  /**
   * What the decider is told of it.
   *
   * @param wishedBy who wishes the platform up; null when nobody does
   */
  Envelope<Fact> declaration(String wishedBy) {
    return said(new Fact.PlatformDeclared(spec(), host, wishedBy));
  }

  /**
   * Asks whether this executor is to clear what earlier runs logged.
   *
   * @param idle nothing that the decider commands runs here
   */
  Envelope<Fact> bootRequest(boolean idle, String by) {
    return said(new Fact.BootRequested(name(), host, idle, by));
  }

  /** Says that the platform is taken down. */
  Envelope<Fact> withdrawal(String by) {
    return said(new Fact.PlatformWithdrawn(name(), by));
  }

  private Envelope<Fact> said(Fact fact) {
    return Envelope.of(UUID.randomUUID().toString(), "/executor/" + host, clock.instant(), fact);
  }
}
