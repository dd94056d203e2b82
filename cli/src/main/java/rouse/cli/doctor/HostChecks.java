package rouse.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import rouse.cli.client.DataFolder;
import rouse.cli.client.Endpoint;
import rouse.cli.client.HttpProbe;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Setting;
import rouse.contracts.settings.Settings;
import rouse.http.tls.HttpTls;

/** What this machine has to offer: Java, folders, space, ports. */
final class HostChecks {
  private static final long LEAST_SPACE = 1L << 30;
  private static final int SOON = 21;
  private static final String RENEW =
      "renew it and put it, with its key, where http.tls.cert and http.tls.key point; no restart is"
          + " needed";
  private final Settings settings;
  private final DataFolder data;

  HostChecks(Settings settings, DataFolder data) {
    this.settings = settings;
    this.data = data;
  }

  Finding java() {
    return Finding.ok("java", Runtime.version().toString());
  }

  Finding settings() {
    return Finding.ok("settings", settings.printable().size() + " in effect");
  }

  Finding dataFolder() {
    return Finding.ok(
        "data folder", data + (data.isInUse() ? ", a dev works there" : ", no dev works there"));
  }

  /** The folders that survive a restart: who cannot write them forgets what was asked of it. */
  Finding stateFolders() {
    List<String> bad = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (Path folder : folders()) {
      Path nearest = nearest(folder);
      boolean writable = Files.isDirectory(nearest) && Files.isWritable(nearest);
      (writable ? good : bad).add(folder.toString());
    }
    return bad.isEmpty()
        ? Finding.ok("state folder", String.join(", ", good))
        : Finding.amiss(
            "state folder",
            "this user cannot write " + String.join(", ", bad),
            "give the folder to the user that runs Rouse (chown), or choose another with"
                + " state.dir, executor.state or --data");
  }

  private List<Path> folders() {
    return List.of(
        data.resolve(""),
        Path.of(settings.text(KnownSettings.STATE_DIR)).toAbsolutePath(),
        Path.of(settings.text(KnownSettings.EXECUTOR_STATE)).toAbsolutePath());
  }

  /** A folder that is not there yet is made in one that is. */
  private static Path nearest(Path folder) {
    Path at = folder;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  Finding disk(Optional<Path> engineFolder) throws IOException {
    List<String> tight = new ArrayList<>();
    long least = Long.MAX_VALUE;
    List<Path> all = new ArrayList<>(folders());
    engineFolder.filter(Files::isDirectory).ifPresent(all::add);
    for (Path folder : all) {
      long free = Files.getFileStore(nearest(folder)).getUsableSpace();
      least = Math.min(least, free);
      if (free < LEAST_SPACE) {
        tight.add(folder + " (" + gigabytes(free) + " left)");
      }
    }
    return tight.isEmpty()
        ? Finding.ok("disk", "at least " + gigabytes(least) + " free in each folder")
        : Finding.amiss(
            "disk",
            "less than 1.0 GiB is free for " + String.join(", ", tight),
            "make room ('docker system df' shows what images and volumes take), or move the folder");
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }

  Finding ports() {
    List<String> said = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    look(KnownSettings.HTTP_BIND, KnownSettings.HTTP_PORT, said, taken);
    look(KnownSettings.EXECUTOR_BIND, KnownSettings.EXECUTOR_PORT, said, taken);
    return taken.isEmpty()
        ? Finding.ok("ports", String.join(", ", said))
        : Finding.amiss(
            "ports",
            String.join(", ", taken) + " is taken by something that is not Rouse",
            "stop what 'ss -ltnp' names there, or choose another with --set "
                + KnownSettings.HTTP_PORT.name()
                + "=PORT or --set "
                + KnownSettings.EXECUTOR_PORT.name()
                + "=PORT");
  }

  Finding certificate() {
    Optional<HttpTls> tls = HttpTls.of(settings);
    if (tls.isEmpty()) {
      return Finding.skipped(
          "certificate", "the HTTP APIs speak plain HTTP: http.tls.cert is not set");
    }
    Instant end = tls.get().expires();
    long days = Duration.between(Instant.now(), end).toDays();
    String when = end.toString();
    if (end.isBefore(Instant.now())) {
      return Finding.amiss("certificate", "http.tls.cert has expired at " + when, RENEW);
    }
    return days < SOON
        ? Finding.amiss(
            "certificate", "http.tls.cert expires in " + days + " days, at " + when, RENEW)
        : Finding.ok("certificate", "http.tls.cert is good until " + when + ", " + days + " days");
  }

  private void look(Setting bind, Setting port, List<String> said, List<String> taken) {
    Endpoint endpoint = new Endpoint(settings.text(bind), settings.number(port));
    if (endpoint.port() == 0) {
      said.add(port.name() + " is chosen at the start");
    } else if (endpoint.isFree()) {
      said.add(endpoint + " is free");
    } else if (HttpProbe.isAlive(
        HttpTls.url(settings, endpoint.host(), endpoint.port()), settings)) {
      said.add("Rouse answers at " + endpoint);
    } else {
      taken.add(endpoint + " (" + port.name() + ")");
    }
  }
}
