package rouse.bench;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import rouse.it.TestEngine;

/**
 * The example's modules with nothing but two engine calls each, a module as soon as those it needs
 * were heard: the least that a boot in this order can take, whoever makes it. Beats are taken by a
 * server of this process, with no Kafka anywhere; a module that beats over Kafka counts as heard
 * when it is started.
 */
final class BareExample implements AutoCloseable {
  private final TestEngine engine = new TestEngine();
  private final String platform;
  private final String network;
  private final String gateway;
  private final HttpServer door;
  private final Map<String, CompletableFuture<Void>> heard = new ConcurrentHashMap<>();
  private final List<String> ids = new ArrayList<>();

  /**
   * @param platform whose images and network are used
   */
  BareExample(String platform) throws IOException {
    this.platform = platform;
    this.network = platform + "_default";
    this.gateway =
        engine
            .client()
            .inspectNetworkCmd()
            .withNetworkId(network)
            .exec()
            .getIpam()
            .getConfig()
            .getFirst()
            .getGateway();
    this.door = HttpServer.create(new InetSocketAddress(gateway, 0), 0);
    door.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          heard(exchange.getRequestURI().getPath().substring(1)).complete(null);
        });
    door.start();
  }

  private CompletableFuture<Void> heard(String container) {
    return heard.computeIfAbsent(container, c -> new CompletableFuture<>());
  }

  /** One boot; milliseconds to the last first beat. Its containers are gone afterwards. */
  double boot(ExampleServices example) {
    heard.clear();
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Map<String, CompletableFuture<Void>> ready = new HashMap<>();
      example
          .inOrder()
          .forEach(module -> ready.put(module, start(module, example, ready, threads)));
      all(ready.values()).join();
    }
    double took = (System.nanoTime() - begun) / 1e6;
    ids.forEach(id -> engine.client().removeContainerCmd(id).withForce(true).exec());
    ids.clear();
    return took;
  }

  private CompletableFuture<Void> start(
      String module,
      ExampleServices example,
      Map<String, CompletableFuture<Void>> ready,
      ExecutorService threads) {
    CompletableFuture<Void> needed = all(example.needs(module).stream().map(ready::get).toList());
    List<CompletableFuture<Void>> slots = new ArrayList<>();
    for (int slot = 1; slot <= example.replicas(module); slot++) {
      String container = platform + "-bare-" + module + "-" + slot;
      CompletableFuture<Void> started =
          needed.thenRunAsync(() -> start(module, container), threads);
      slots.add(
          example.beatsOverHttp(module) ? started.thenCompose(done -> heard(container)) : started);
    }
    return all(slots);
  }

  private static CompletableFuture<Void> all(Collection<CompletableFuture<Void>> them) {
    return CompletableFuture.allOf(them.toArray(CompletableFuture[]::new));
  }

  private void start(String module, String container) {
    CreateContainerCmd create =
        engine
            .client()
            .createContainerCmd(platform + "-" + module)
            .withName(container)
            .withAliases(module)
            .withEnv(
                "ROUSE_PLATFORM=" + platform,
                "ROUSE_MODULE=" + module,
                "ROUSE_SLOT=1",
                "ROUSE_INCARNATION=1",
                "ROUSE_KAFKA=127.0.0.1:1",
                "ROUSE_BEAT_URL=http://"
                    + gateway
                    + ":"
                    + door.getAddress().getPort()
                    + "/"
                    + container,
                "ROUSE_BEAT_TOKEN=none")
            .withHostConfig(HostConfig.newHostConfig().withNetworkMode(network));
    String id = create.exec().getId();
    synchronized (ids) {
      ids.add(id);
    }
    engine.client().startContainerCmd(id).exec();
  }

  @Override
  public void close() throws IOException {
    door.stop(0);
    engine.close();
  }
}
