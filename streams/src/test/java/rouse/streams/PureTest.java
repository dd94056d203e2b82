package rouse.streams;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What judges and decides is plain Java: given a state, a fact and the fact's time. It can be
 * tested and replayed as such only as long as it reaches neither a log, nor a network, nor a clock.
 */
@AnalyzeClasses(packages = "rouse.streams", importOptions = ImportOption.DoNotIncludeTests.class)
class PureTest {
  /** What carries the decider on Kafka is named so; all else in its package decides. */
  private static final Pattern CARRIER =
      Pattern.compile(
          "Decide[A-Z].*|.*(Processor|Topology|Stores|Journal|Serde|Settings|Entry|Views)");

  private static final DescribedPredicate<JavaClass> DECIDES =
      describe(
          "judge or decide",
          type ->
              type.getPackageName().equals("rouse.streams.liveness.ledger")
                  || (type.getPackageName().equals("rouse.streams.decide")
                      && !CARRIER.matcher(outermost(type).getSimpleName()).matches()));

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(PureTest::outermost).orElse(type);
  }

  @ArchTest
  static final ArchRule NO_KAFKA_NO_HTTP =
      noClasses()
          .that(DECIDES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "io.javalin..", "java.net..", "java.io..", "java.nio.file..");

  @ArchTest
  static final ArchRule NO_CLOCK =
      noClasses()
          .that(DECIDES)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule NO_CHANCE =
      noClasses()
          .that(DECIDES)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  /** The wall would stand around nothing if the names were others. */
  @ArchTest
  static final ArchRule THERE_ARE_SUCH_CLASSES =
      classes()
          .that()
          .haveSimpleName("Decider")
          .or()
          .haveSimpleName("SilenceLedger")
          .should(com.tngtech.archunit.lang.conditions.ArchConditions.be(DECIDES));

  @ArchTest
  static final ArchRule STREAMS_KNOWS_NO_EXECUTOR =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("rouse.executor..", "rouse.cli..", "com.github.dockerjava..");
}
