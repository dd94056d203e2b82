import rouse.example.kit.Beats;
import rouse.example.kit.Follower;
import rouse.example.kit.PlatformModule;

/**
 * Has its controllers carry out what arrives on topic {@code sensor_manager}; shows them on 5050.
 */
public final class SensorManager {
  private SensorManager() {}

  public static void main(String[] arguments) {
    PlatformModule module = new PlatformModule(5050, 7071, 7072);
    Beats.http(module);
    Controllers controllers = new Controllers();
    Commands commands = new Commands(controllers);
    Follower.follow(module, "sensor_manager", commands::read);
    module.get("/controllers", exchange -> controllers.all());
  }
}
