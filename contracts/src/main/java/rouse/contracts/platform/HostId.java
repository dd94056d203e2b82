package rouse.contracts.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A Docker host, as the executors on it name it. No platform may be called {@code host}, the first
 * word of an executor's heartbeat key: {@link ExecutorId}.
 *
 * @param id letters, digits, {@code -}, {@code _} and {@code .}
 */
public record HostId(String id) {
  static final String PREFIX = "host";

  @JsonCreator
  public HostId {
    NameRules.module(id);
  }

  @Override
  @JsonValue
  public String toString() {
    return id;
  }
}
