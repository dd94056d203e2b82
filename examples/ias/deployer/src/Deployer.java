import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import rouse.example.kit.Beats;
import rouse.example.kit.Json;
import rouse.example.kit.Peer;
import rouse.example.kit.PlatformModule;

/** Runs a service on the worker that the load balancer names, and tells the life cycle manager. */
public final class Deployer {
  private Deployer() {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(5001);
    Beats.http(module);
    Peer balancer = new Peer("load_balancer", 55555);
    Peer services = new Peer("service_lcm", 8089);
    module.post(
        "/deploy",
        exchange -> {
          String service = Json.read(exchange.getRequestBody()).path("service_id").asText("none");
          JsonNode answer = balancer.post("/run", Map.of("service_id", service));
          services.post(
              "/services",
              Map.of("service_id", service, "machine_name", answer.path("machine_name").asText()));
          return answer;
        });
  }
}
