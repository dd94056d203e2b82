package rouse.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Dependency.Condition;

@DisplayName("The label in which Compose writes a service's edges")
class ComposeDependenciesTest {
  @Test
  @DisplayName("conditions and restart are read, also of older versions that wrote fewer parts")
  void edges() {
    assertThat(
            ComposeDependencies.parse(
                "db:service_healthy:true,cache:service_started:false,old,job:"
                    + "service_completed_successfully"))
        .containsExactly(
            new Dependency("db", Condition.SERVICE_HEALTHY, true, true),
            new Dependency("cache", Condition.SERVICE_STARTED, false, true),
            new Dependency("old", null, false, true),
            new Dependency("job", Condition.SERVICE_COMPLETED_SUCCESSFULLY, false, true));
  }

  @Test
  @DisplayName("no label, an empty one, and what cannot be read are no edges")
  void none() {
    assertThat(ComposeDependencies.parse(null)).isEmpty();
    assertThat(ComposeDependencies.parse("")).isEmpty();
    assertThat(ComposeDependencies.parse("db:when_ready:true,web:service_started:false"))
        .extracting(Dependency::module)
        .containsExactly("web");
  }
}
