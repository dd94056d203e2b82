import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import rouse.example.kit.Beats;
import rouse.example.kit.Json;
import rouse.example.kit.PlatformModule;

/** Runs services. As many of these as somebody asks for, or as the load needs. */
public final class WorkerNode {
  private static final int LONGEST_MILLIS = 60_000;

  private WorkerNode() {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(5000);
    Beats.http(module);
    Load load = Load.measured();
    Processor processor = new Processor(load);
    AtomicLong served = new AtomicLong();
    String name = module.self().machineName();
    module
        .get("/get_load", exchange -> load.now())
        .get("/served", exchange -> Map.of("machine_name", name, "served", served.get()))
        // The load balancer hands it to the worker whose turn it is.
        .get("/return_host", exchange -> Map.of("machine_name", name))
        .post(
            "/run",
            exchange -> {
              var job = Json.read(exchange.getRequestBody());
              processor.compute(Math.clamp(job.path("millis").asLong(5), 0, LONGEST_MILLIS));
              return Map.of(
                  "machine_name", name,
                  "service_id", job.path("service_id").asText("none"),
                  "served", served.incrementAndGet());
            });
  }
}
