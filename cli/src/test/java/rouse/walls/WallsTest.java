package rouse.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;

/** Two wings that never touch, on one ground. */
@AnalyzeClasses(
    packages = "rouse",
    importOptions = {ImportOption.DoNotIncludeTests.class, WallsTest.WithoutTestJars.class})
class WallsTest {
  /** The tests of other modules come as jars, which ArchUnit takes for code that ships. */
  static final class WithoutTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule STREAMS_KNOWS_NO_EXECUTOR =
      noClasses()
          .that()
          .resideInAPackage("rouse.streams..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("rouse.executor..", "rouse.cli..", "com.github.dockerjava..");

  @ArchTest
  static final ArchRule EXECUTOR_KNOWS_NO_STREAMS =
      noClasses()
          .that()
          .resideInAPackage("rouse.executor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("rouse.streams..", "rouse.cli..", "org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule CONTRACTS_STAND_ALONE =
      noClasses()
          .that()
          .resideInAPackage("rouse.contracts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "rouse.core..",
              "rouse.streams..",
              "rouse.executor..",
              "rouse.cli..",
              "io.javalin..",
              "java.net.http..",
              "java.nio.file..",
              "org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule HTTP_KNOWS_NO_API =
      noClasses()
          .that()
          .resideInAPackage("rouse.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "rouse.core..",
              "rouse.streams..",
              "rouse.executor..",
              "rouse.cli..",
              "org.apache.kafka..",
              "com.github.dockerjava..");

  @ArchTest
  static final ArchRule ONLY_ONE_CLASS_KNOWS_THE_SERVER =
      noClasses()
          .that()
          .doNotHaveSimpleName("EmbeddedBroker")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kafka.server..", "org.apache.kafka.metadata.storage..");

  /** Whoever folds the recorded events has the state, so nothing else may change it. */
  @ArchTest
  static final ArchRule ONLY_EVOLVE_CHANGES_STATE =
      noClasses()
          .that()
          .resideOutsideOfPackage("rouse.core.evolve..")
          .and()
          .areNotAssignableTo(PlatformState.class)
          .should()
          .callMethod(PlatformState.class, "put", PlatformHeader.class)
          .orShould()
          .callMethod(PlatformState.class, "put", InstanceState.class)
          .orShould()
          .callMethod(PlatformState.class, "forget", InstanceState.class);

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      SlicesRuleDefinition.slices().matching("rouse.(*.*)..").should().beFreeOfCycles();
}
