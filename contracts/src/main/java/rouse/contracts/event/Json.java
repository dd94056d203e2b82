package rouse.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleTarget;

/**
 * The one configured mapper. Times are ISO 8601 in UTC, durations ISO 8601 ({@code PT3S}), unknown
 * fields are ignored, nulls are not written, enums are read in any case.
 */
public final class Json {
  /** No event of ours comes near; a hostile one must not make us build a tree for minutes. */
  private static final int MAX_DEPTH = 100;

  public static final JsonMapper MAPPER = mapper();

  /**
   * For state that is stored: writes the components of a record alone, and not what its {@code
   * is…()} methods conclude from them. A word that a newer version stored, and this one does not
   * know, is read as not there: the records say what that means.
   */
  public static final JsonMapper STATE_MAPPER =
      MAPPER
          .rebuild()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          .addHandler(new UnknownTargets())
          .build();

  /** Of a metric that is not known nothing can be measured: the module is not scaled by it. */
  private static final class UnknownTargets extends DeserializationProblemHandler {
    @Override
    public Object handleInstantiationProblem(
        DeserializationContext context, Class<?> type, Object argument, Throwable thrown) {
      return type == ScaleTarget.class || type == ScalePolicy.class ? null : NOT_HANDLED;
    }
  }

  private Json() {}

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
    return mapper;
  }
}
