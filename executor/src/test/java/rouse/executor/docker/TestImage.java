package rouse.executor.docker;

import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** An image of the test's own, upon that of {@link TestPlatform}. */
public final class TestImage implements AutoCloseable {
  private final TestPlatform platform;
  private final String name;

  private TestImage(TestPlatform platform, String name) {
    this.platform = platform;
    this.name = name;
  }

  /**
   * Builds it.
   *
   * @param folder an empty one
   * @param more lines of its Dockerfile
   */
  public static TestImage build(TestPlatform platform, Path folder, String more)
      throws IOException {
    String name = platform.name() + "-own";
    Files.writeString(folder.resolve("Dockerfile"), "FROM " + TestPlatform.IMAGE + "\n" + more);
    platform.docker(
        "build",
        c ->
            c.buildImageCmd(folder.toFile())
                .withTags(Set.of(name))
                .exec(new BuildImageResultCallback())
                .awaitImageId());
    return new TestImage(platform, name);
  }

  public String name() {
    return name;
  }

  @Override
  public void close() {
    platform.docker("remove it", c -> c.removeImageCmd(name).withForce(true).exec());
  }
}
