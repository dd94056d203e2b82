package rouse.executor.compose;

import java.nio.file.Path;

/** Something that is mounted into a container; {@code target} is an absolute path there. */
public sealed interface MountDefinition {

  String target();

  boolean readOnly();

  /**
   * A named volume.
   *
   * @param volume its name at the engine
   * @param noCopy the image's files at the target are not copied into an empty volume
   */
  record Volume(String volume, String target, boolean readOnly, boolean noCopy)
      implements MountDefinition {}

  /** A volume without a name: the engine makes one, and the container's successors take it over. */
  record Anonymous(String target, boolean readOnly) implements MountDefinition {}

  /**
   * A file or folder of the host; secrets come as these, read-only.
   *
   * @param source absolute, symbolic links resolved
   * @param createSource the folder is made when it is missing, as Compose's short form does
   */
  record Bind(Path source, String target, boolean readOnly, boolean createSource)
      implements MountDefinition {}
}
