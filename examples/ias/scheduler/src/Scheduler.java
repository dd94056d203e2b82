import com.fasterxml.jackson.databind.JsonNode;
import rouse.example.kit.Beats;
import rouse.example.kit.Json;
import rouse.example.kit.Peer;
import rouse.example.kit.PlatformModule;

/** Has services run. It beats in the form of the original platform, every three seconds. */
public final class Scheduler {
  private Scheduler() {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(13337);
    Beats.original(module);
    Peer deployer = new Peer("deployer", 5001);
    module.post(
        "/schedule",
        exchange -> {
          JsonNode job = Json.read(exchange.getRequestBody());
          return deployer.post("/deploy", job);
        });
  }
}
