package rouse.cli.dev;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.cli.Errors;
import rouse.cli.Verb;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.cli.terminal.BootLog;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.Settings;
import rouse.executor.ExecutorApp;
import rouse.executor.HostName;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.bootstrap.PlatformResources;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.Engine;
import rouse.executor.files.FileHashes;
import rouse.http.tls.HttpTls;
import rouse.streams.StreamsApp;

/**
 * Broker, streams app and executor in this JVM, for one platform. Modules outlive it: it comes back
 * at the same addresses, with the same log and the same secret, so they notice nothing.
 */
public final class Dev implements AutoCloseable {
  private final Settings settings;
  private final DataFolder data;
  private final PlatformFile file;
  private final Supplier<PlatformFile> reread;
  private final boolean fresh;

  /** Kept from one {@code rouse up} to the next. */
  private final FileHashes files = new FileHashes();

  private final BootLog progress;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private StreamsApp streams;

  /**
   * @param reread reads the platform file again
   */
  public Dev(
      Settings given,
      PlatformFile file,
      Supplier<PlatformFile> reread,
      boolean fresh,
      Consumer<String> say) {
    this.data = DataFolder.of(given);
    this.settings =
        inside(
            data,
            "state",
            KnownSettings.STATE_DIR,
            inside(data, "executor", KnownSettings.EXECUTOR_STATE, given));
    this.file = file;
    this.reread = reread;
    this.fresh = fresh;
    this.progress = new BootLog(say);
  }

  /** A folder that the user did not choose is in the data folder. */
  private static Settings inside(DataFolder data, String name, Setting folder, Settings settings) {
    return settings.isGiven(folder)
        ? settings
        : settings.with(folder, data.resolve(name).toString());
  }

  /** Starts everything. When that fails, what was made for it is taken away again. */
  public DevState start() throws InterruptedException {
    try {
      return assemble();
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private DevState assemble() throws InterruptedException {
    keep(data.lock());
    Engine engine = keep(Engine.connect(settings));
    List<ManagedContainer> before = new DockerRuntime(engine).list(file.name());
    Ports.requireFree(settings, file, before);
    DockerNetworks networks = new DockerNetworks(engine);
    AutoCloseable undo = keep(new CreatedNetworks(networks, file));
    new PlatformResources(networks, progress).ensure(file);
    PlatformFile prepared = fresh ? forget(engine) : prepare(engine, file, BootProgress.SILENT);
    DevAddresses addresses = DevAddresses.choose(data.dev(), gateway(networks), !before.isEmpty());
    keep(EmbeddedBroker.start(data.resolve("kafka"), addresses.broker(), addresses.containers()));
    Settings own = addresses.settings(settings, file, data);
    streams = keep(new StreamsApp(own));
    streams.start();
    addresses.beats().ifPresent(beats -> streams.takeBeatsAt(beats.host(), beats.port()));
    String api = url(KnownSettings.HTTP_BIND, streams.httpPort());
    // Before a container is started that holds these addresses: a kill may come at any time.
    data.remember(addresses.state(file, api, ""));
    ExecutorApp executor =
        keep(new ExecutorApp(own, prepared, told -> prepare(engine, reread.get(), told)));
    if (fresh) {
      executor.start();
    } else {
      executor.boot(Verb.user());
    }
    DevState state = addresses.state(file, api, url(KnownSettings.EXECUTOR_BIND, executor.port()));
    data.remember(state);
    parts.remove(undo);
    return state;
  }

  private PlatformFile forget(Engine engine) {
    PlatformFile prepared =
        bootstrap(engine, BootProgress.SILENT).prepareFresh(file, HostName.of(settings));
    data.forget("kafka");
    data.forget("state");
    progress.say().accept("topics and state of Rouse in " + data + ": deleted");
    return prepared;
  }

  private PlatformFile prepare(Engine engine, PlatformFile platform, BootProgress told) {
    return bootstrap(engine, told).prepare(platform, HostName.of(settings));
  }

  private Bootstrap bootstrap(Engine engine, BootProgress told) {
    Path state = ExecutorApp.stateOf(settings, file.name());
    return new Bootstrap(engine, progress.and(told), files, state);
  }

  /** Where containers of the platform reach this machine. */
  private Optional<String> gateway(DockerNetworks networks) {
    return file.networks().stream()
        .map(NetworkDefinition::name)
        .flatMap(name -> networks.gateway(name).stream())
        .findFirst();
  }

  private String url(Setting bind, int port) {
    return HttpTls.url(settings, settings.text(bind), port);
  }

  /** Blocks until it was closed, or a part of it ended by itself. */
  public void awaitEnd() throws InterruptedException {
    streams.awaitEnd();
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Stops what runs in this JVM; containers are not touched. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        progress.say().accept("did not stop cleanly: " + Errors.oneLine(e));
      }
    }
  }
}
