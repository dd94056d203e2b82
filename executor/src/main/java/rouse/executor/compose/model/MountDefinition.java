package rouse.executor.compose.model;

import java.nio.file.Path;
import java.util.Optional;

/** Something that is mounted into a container; {@code target} is an absolute path there. */
public sealed interface MountDefinition {

  String target();

  boolean readOnly();

  /**
   * A named volume.
   *
   * @param volume its name at the engine
   * @param noCopy the image's files at the target are not copied into an empty volume
   * @param subpath the folder of the volume that is mounted; empty: all of it
   */
  record Volume(
      String volume, String target, boolean readOnly, boolean noCopy, Optional<String> subpath)
      implements MountDefinition {}

  /** A volume without a name: the engine makes one, and the container's successors take it over. */
  record Anonymous(String target, boolean readOnly) implements MountDefinition {}

  /**
   * A file or folder of the host; secrets come as these, read-only.
   *
   * @param source absolute
   * @param createSource the folder is made when it is missing, as Compose's short form does
   * @param propagation of mounts below it, such as {@code rshared}; empty: none
   * @param selinux {@code z} or {@code Z}: the engine labels it, for all containers or this one
   */
  record Bind(
      Path source,
      String target,
      boolean readOnly,
      boolean createSource,
      Optional<String> propagation,
      Optional<String> selinux)
      implements MountDefinition {}

  /**
   * The files of an image.
   *
   * @param subpath the folder of the image that is mounted; empty: all of it
   */
  record Image(String image, String target, Optional<String> subpath) implements MountDefinition {
    @Override
    public boolean readOnly() {
      return true;
    }
  }

  /**
   * A file whose text the platform file gives, put into the container before it starts.
   *
   * @param mode permissions, such as 0444
   */
  record Text(String text, String target, int mode, long uid, long gid) implements MountDefinition {
    @Override
    public boolean readOnly() {
      return false;
    }
  }
}
