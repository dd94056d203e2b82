import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import rouse.example.kit.Beats;
import rouse.example.kit.Json;
import rouse.example.kit.PlatformModule;

/** The life cycle of services: what was deployed where. */
public final class ServiceLcm {
  private ServiceLcm() {}

  public static void main(String[] arguments) {
    Map<String, String> services = new ConcurrentSkipListMap<>();
    PlatformModule module = new PlatformModule(8089);
    Beats.http(module);
    module.get("/services", exchange -> services);
    module.post(
        "/services",
        exchange -> {
          var service = Json.read(exchange.getRequestBody());
          services.put(service.path("service_id").asText(), service.path("machine_name").asText());
          return services;
        });
  }
}
