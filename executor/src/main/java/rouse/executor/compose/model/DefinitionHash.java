package rouse.executor.compose.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.file.Path;
import rouse.contracts.event.Json;
import rouse.executor.files.Sha256;

/** What tells whether a running container is still what the platform file asks for. */
public final class DefinitionHash {
  private static final int HEX_DIGITS = 16;

  /** Paths as text: as URIs those of folders end in a slash as soon as the folder exists. */
  public static final JsonMapper CANONICAL =
      Json.MAPPER
          .rebuild()
          .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * Without what is not said, so that a key learnt later changes nothing for who does not use it.
   */
  private static final JsonMapper SAID =
      CANONICAL
          .rebuild()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .build();

  private DefinitionHash() {}

  /**
   * The same for the same container, whatever the order and style of the file.
   *
   * @param image what tells the image from others; empty while it is not known
   * @return 16 hexadecimal digits of SHA-256
   */
  public static String of(ContainerDefinition definition, String image) {
    return hash(definition.withoutBuild(), image);
  }

  /** Of a network. */
  public static String of(NetworkDefinition network) {
    return hash(network, "");
  }

  /** Of a volume. */
  public static String of(VolumeDefinition volume) {
    return hash(volume, "");
  }

  private static String hash(Object definition, String more) {
    try {
      String json = SAID.writeValueAsString(definition);
      return Sha256.of(json + more).substring(0, HEX_DIGITS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a definition that cannot be written: " + definition, e);
    }
  }
}
