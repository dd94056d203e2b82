package rouse.executor.bootstrap;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.DefinitionHash;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.files.JsonFileStore;

/**
 * The definitions that modules were run with, each with the id of the image that it meant then. So
 * one that is in the platform file no longer can come back. Of each module the newest are kept, and
 * those that a container was made from.
 */
public final class KeptDefinitions {
  private static final int NEWEST = 2;

  private static final JsonMapper MAPPER =
      DefinitionHash.CANONICAL.rebuild().addMixIn(MountDefinition.class, TypedMount.class).build();

  private final JsonFileStore<OfModule> store;

  /**
   * One of them.
   *
   * @param definition its hash
   * @param container with the image's id instead of its name
   */
  record Kept(String definition, ContainerDefinition container) {}

  /** The newest first. */
  record OfModule(List<Kept> kept) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mount")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = MountDefinition.Volume.class, name = "volume"),
    @JsonSubTypes.Type(value = MountDefinition.Anonymous.class, name = "anonymous"),
    @JsonSubTypes.Type(value = MountDefinition.Bind.class, name = "bind"),
    @JsonSubTypes.Type(value = MountDefinition.Image.class, name = "image"),
    @JsonSubTypes.Type(value = MountDefinition.Text.class, name = "text")
  })
  private interface TypedMount {}

  /**
   * @param folder of what the executor remembers
   */
  public KeptDefinitions(Path folder) {
    this.store = new JsonFileStore<>(folder, "definitions.json", OfModule.class, MAPPER);
  }

  /**
   * Keeps a definition.
   *
   * @param image id of its image
   * @param inUse hashes of the definitions that containers of the module were made from
   */
  void keep(ContainerDefinition definition, String hash, String image, Set<String> inUse) {
    Kept now = new Kept(hash, definition.pinned(image));
    store.note(
        definition.module(),
        new OfModule(List.of(now)),
        (before, added) -> join(now, before, inUse));
  }

  private static OfModule join(Kept now, OfModule before, Set<String> inUse) {
    List<Kept> kept = new ArrayList<>(List.of(now));
    for (Kept each : before.kept()) {
      boolean wanted = kept.size() < NEWEST || inUse.contains(each.definition());
      if (wanted && !each.definition().equals(now.definition())) {
        kept.add(each);
      }
    }
    return new OfModule(kept);
  }

  /** A definition by its hash; empty when it is not kept. */
  public Optional<ContainerDefinition> find(String module, String hash) {
    return store.of(module).stream()
        .flatMap(all -> all.kept().stream())
        .filter(each -> each.definition().equals(hash))
        .map(Kept::container)
        .findFirst();
  }
}
