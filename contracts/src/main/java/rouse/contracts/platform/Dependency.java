package rouse.contracts.platform;

import java.util.Objects;

/**
 * One edge of {@code depends_on}.
 *
 * @param module what is depended on
 * @param condition what it must have reached before the dependent is started
 * @param restart replace the dependent too when the dependency was replaced, once that is alive
 * @param required when false, a dependency that is missing or failed does not hold the dependent
 *     back
 */
public record Dependency(String module, Condition condition, boolean restart, boolean required) {

  /** The Compose Specification's conditions. */
  public enum Condition {
    SERVICE_STARTED,
    SERVICE_HEALTHY,
    SERVICE_COMPLETED_SUCCESSFULLY
  }

  public Dependency {
    NameRules.module(module);
    condition = Objects.requireNonNullElse(condition, Condition.SERVICE_STARTED);
  }

  /** The short form: started, no restart, required. */
  public static Dependency on(String module) {
    return new Dependency(module, Condition.SERVICE_STARTED, false, true);
  }
}
