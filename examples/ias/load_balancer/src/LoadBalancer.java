import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import rouse.example.kit.Beats;
import rouse.example.kit.Follower;
import rouse.example.kit.Json;
import rouse.example.kit.Peer;
import rouse.example.kit.PlatformModule;

/** Knows the workers from topic {@code load_balancer} and takes turns with those that are ready. */
public final class LoadBalancer {
  private final String platform;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<Worker> workers = List.of();

  private LoadBalancer(String platform) {
    this.platform = platform;
  }

  /** A worker as Rouse announces it. */
  record Worker(String worker, String ip, int port, String state) {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(55555);
    Beats.http(module);
    LoadBalancer balancer = new LoadBalancer(module.self().platform());
    Follower.follow(module, "load_balancer", found -> balancer.hear(found.key(), found.value()));
    module
        .get("/workers", exchange -> balancer.workers)
        .get("/return_host", exchange -> balancer.host())
        .post("/run", exchange -> balancer.run(Json.read(exchange.getRequestBody())));
  }

  private void hear(String key, String announcement) throws Exception {
    if (!platform.equals(key) || announcement == null) {
      return;
    }
    List<Worker> heard = new ArrayList<>();
    for (JsonNode one : Json.read(announcement).path("workers")) {
      heard.add(
          new Worker(
              one.path("worker").asText(),
              one.path("ip").asText(),
              one.path("port").asInt(5000),
              one.path("state").asText("ready")));
    }
    workers = List.copyOf(heard);
  }

  private Object host() {
    Worker next = next();
    return next == null ? Map.of("status", 0) : Map.of("machine_name", next.worker());
  }

  private Object run(JsonNode job) throws Exception {
    Worker next = next();
    return next == null ? Map.of("status", 0) : new Peer(next.ip(), next.port()).post("/run", job);
  }

  private Worker next() {
    List<Worker> ready = workers.stream().filter(worker -> worker.state().equals("ready")).toList();
    return ready.isEmpty() ? null : ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
  }
}
