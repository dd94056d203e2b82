import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import rouse.example.kit.Beats;
import rouse.example.kit.Json;
import rouse.example.kit.PlatformModule;

/** Runs services. As many of these as somebody asks for. */
public final class WorkerNode {
  private static final int LONGEST_MILLIS = 60_000;

  private WorkerNode() {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(5000);
    Beats.http(module);
    Load load = Load.measured();
    AtomicLong served = new AtomicLong();
    String name = module.self().machineName();
    module
        .get("/get_load", exchange -> load.now())
        .get("/served", exchange -> Map.of("machine_name", name, "served", served.get()))
        .post(
            "/run",
            exchange -> {
              var job = Json.read(exchange.getRequestBody());
              compute(
                  Duration.ofMillis(Math.clamp(job.path("millis").asLong(5), 0, LONGEST_MILLIS)));
              return Map.of(
                  "machine_name", name,
                  "service_id", job.path("service_id").asText("none"),
                  "served", served.incrementAndGet());
            });
  }

  /** Real work for a processor, for so long. */
  private static void compute(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    double sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 1; i < 1000; i++) {
        sum += Math.sqrt(i);
      }
    }
    if (sum < 0) {
      throw new IllegalStateException("never: it keeps the work from being optimised away");
    }
  }
}
