package rouse.executor.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.http.RequestWorker;

/**
 * Who may call {@code POST /faulty} without a token, as {@code faulty.from} says: the modules of
 * the original platform, which know of none, from its networks.
 */
public final class FaultyCallers implements Predicate<InetAddress>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultyCallers.class);
  private static final String PLATFORM = "platform";

  /** A network may be made anew, with other addresses. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final List<Subnet> named;
  private final boolean platform;
  private final Supplier<List<String>> networks;
  private final LongSupplier nanos;
  private final RequestWorker docker = new RequestWorker("looks-for-networks", 1);
  private volatile List<Subnet> seen = List.of();
  private volatile long seenAt;

  /**
   * @param setting the value of {@code faulty.from}
   * @param networks asks the engine for those of the platform, as 172.18.0.0/16
   * @throws SettingError when it names what is no network
   */
  public FaultyCallers(String setting, Supplier<List<String>> networks) {
    this(setting, networks, System::nanoTime);
  }

  FaultyCallers(String setting, Supplier<List<String>> networks, LongSupplier nanos) {
    List<String> parts =
        Arrays.stream(setting.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    this.platform = parts.contains(PLATFORM);
    this.named =
        parts.stream().filter(p -> !p.equals(PLATFORM)).map(FaultyCallers::subnet).toList();
    this.networks = networks;
    this.nanos = nanos;
    if (platform) {
      look();
    }
  }

  private static Subnet subnet(String part) {
    return Subnet.parse(part)
        .orElseThrow(
            () ->
                new SettingError(
                    KnownSettings.FAULTY_FROM.name()
                        + " must be platform or networks such as 172.17.0.0/16, not "
                        + part));
  }

  /** Never waits for the engine: what it said last counts, and it is asked again behind that. */
  @Override
  public boolean test(InetAddress address) {
    if (platform && nanos.getAsLong() - seenAt > FRESH.toNanos()) {
      seenAt = nanos.getAsLong();
      var unused = docker.submit(this::look).exceptionally(FaultyCallers::notSeen);
    }
    return Stream.concat(named.stream(), seen.stream()).anyMatch(net -> net.contains(address));
  }

  private Void look() {
    seen = networks.get().stream().flatMap(text -> Subnet.parse(text).stream()).toList();
    seenAt = nanos.getAsLong();
    return null;
  }

  private static Void notSeen(Throwable failure) {
    LOG.warn("cannot ask for the networks of the platform: {}", failure.getMessage());
    return null;
  }

  @Override
  public void close() {
    docker.close();
  }
}
