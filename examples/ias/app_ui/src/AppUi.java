import java.util.Map;
import rouse.example.kit.PlatformModule;

/** What users see first. It does not beat at all: Rouse watches it through Docker. */
public final class AppUi {
  private AppUi() {}

  public static void main(String[] arguments) {
    new PlatformModule(9999).get("/healthz", exchange -> Map.of("status", "up"));
  }
}
