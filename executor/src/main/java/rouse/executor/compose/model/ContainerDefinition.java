package rouse.executor.compose.model;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * Everything the executor needs to create a container of a module.
 *
 * @param module the Compose service
 * @param image what the container is created from; {@code <platform>-<module>} when it is built and
 *     the file names none
 * @param platform of the image, such as {@code linux/arm64}; empty: the engine's own
 * @param pull when the image is asked for at its registry
 * @param build how the image is made; empty: it is taken as present, or pulled
 * @param process what runs in it
 * @param networking how it is reached
 * @param storage what it sees of the file system
 * @param resources what it may use
 * @param privileges what it may do
 * @param healthcheck empty: the image's own, if it has one
 * @param labels the file's labels; the executor adds its own
 * @param logging empty: the engine's default
 */
public record ContainerDefinition(
    String module,
    String image,
    Optional<String> platform,
    PullPolicy pull,
    Optional<BuildDefinition> build,
    ProcessDefinition process,
    NetworkingDefinition networking,
    StorageDefinition storage,
    ResourceDefinition resources,
    PrivilegeDefinition privileges,
    Optional<HealthcheckDefinition> healthcheck,
    Map<String, String> labels,
    Optional<LoggingDefinition> logging) {

  /** Compose's {@code pull_policy}. */
  public enum PullPolicy {
    /** when it is not present and cannot be built */
    MISSING,
    ALWAYS,
    NEVER,
    /** it is always built */
    BUILD
  }

  public ContainerDefinition {
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(image, "image");
    labels = OrderedCopies.ordered(labels);
  }

  /** The same without how its image is made: what a running container can differ in. */
  ContainerDefinition withoutBuild() {
    return of(image);
  }

  /**
   * The same of one image, whatever its name means later.
   *
   * @param id of the image, {@code sha256:…}
   */
  public ContainerDefinition pinned(String id) {
    return of(id);
  }

  /** Whether its image is given by id: no registry has it by that. */
  public boolean hasPinnedImage() {
    return image.startsWith("sha256:");
  }

  /** The same with another way to make its image. */
  public ContainerDefinition building(BuildDefinition other) {
    return of(image, pull, Optional.of(other));
  }

  /** The same of an image that is there, whatever it is made from. */
  public ContainerDefinition asPresent() {
    return of(image);
  }

  private ContainerDefinition of(String otherImage) {
    return of(otherImage, PullPolicy.MISSING, Optional.empty());
  }

  private ContainerDefinition of(
      String otherImage, PullPolicy otherPull, Optional<BuildDefinition> otherBuild) {
    return new ContainerDefinition(
        module,
        otherImage,
        platform,
        otherPull,
        otherBuild,
        process,
        networking,
        storage,
        resources,
        privileges,
        healthcheck,
        labels,
        logging);
  }

  /** A container of an image with nothing else said. */
  public static ContainerDefinition of(String module, String image) {
    return new ContainerDefinition(
        module,
        image,
        Optional.empty(),
        PullPolicy.MISSING,
        Optional.empty(),
        ProcessDefinition.DEFAULT,
        NetworkingDefinition.DEFAULT,
        StorageDefinition.DEFAULT,
        ResourceDefinition.UNLIMITED,
        PrivilegeDefinition.NONE,
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }
}
