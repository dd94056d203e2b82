import java.util.List;
import java.util.Map;
import rouse.example.kit.Beats;
import rouse.example.kit.PlatformModule;

/**
 * The applications that can be deployed. It beats over HTTP, as a module without a Kafka client
 * would.
 */
public final class AppRepo {
  private AppRepo() {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(7007);
    Beats.http(module);
    module.get(
        "/apps",
        exchange ->
            List.of(
                Map.of("app", "loom_watch", "service_id", "12", "sensor_id", "91"),
                Map.of("app", "hall_climate", "service_id", "13", "sensor_id", "92")));
  }
}
