package rouse.contracts.status;

import rouse.contracts.event.Nullable;

/**
 * RFC 9457 problem details, as {@code application/problem+json}.
 *
 * @param type URI reference of the {@link ProblemType}
 * @param title the same for all problems of the type
 * @param detail what happened and what to do next
 * @param remedy what helps against all problems of the type
 */
public record Problem(
    String type, String title, int status, String detail, @Nullable String remedy) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(int status, String detail) {
    ProblemType type = ProblemType.of(status);
    return new Problem(type.uri(), type.title(), status, detail, type.remedy());
  }
}
