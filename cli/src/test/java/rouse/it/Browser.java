package rouse.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The distribution's Chromium, without a window. Nothing is fetched from anywhere. */
public final class Browser implements AutoCloseable {
  private static final Path PICTURES = Path.of("target", "pictures");
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  public static Browser start() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(installed("chromium", "chromium").toString());
    options.addArguments("--headless=new", "--disable-gpu", "--disable-dev-shm-usage");
    options.addArguments("--no-first-run", "--disable-background-networking");
    if ("root".equals(System.getProperty("user.name"))) {
      options.addArguments("--no-sandbox");
    }
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(installed("chromedriver", "chromium-driver").toFile())
            .usingAnyFreePort()
            .withTimeout(Duration.ofSeconds(90))
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(90));
    return new Browser(driver);
  }

  private static Path installed(String command, String debianPackage) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .map(folder -> Path.of(folder, command))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no "
                        + command
                        + " is installed; scripts/test installs it, or: apt-get install "
                        + debianPackage));
  }

  public void open(String url) {
    driver.get("about:blank");
    driver.get(url);
  }

  public void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the page is told of the person's taste: {@code light} or {@code dark}. */
  public void scheme(String name) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  /** All that this selector finds. */
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  public void click(String selector) {
    one(selector).click();
  }

  /** The text that is shown there; empty when there is nothing. */
  public String text(String selector) {
    Object text =
        run(
            "const found = document.querySelector(arguments[0]);"
                + " return found && found.innerText || '';",
            selector);
    return String.valueOf(text);
  }

  public void press(CharSequence keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What the page complained of since the last call. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::toString)
        .toList();
  }

  /**
   * What axe finds wrong for people who see, hear or move otherwise: serious and critical, one line
   * each.
   */
  List<String> accessibilityFaults() throws IOException {
    try (var script = Browser.class.getResourceAsStream("/axe.min.js")) {
      run(new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[0]; axe.run().then(r => done(r.violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary))))");
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** For people who want to see what the tests saw. */
  public void picture(String name) throws IOException {
    Files.createDirectories(PICTURES);
    Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
