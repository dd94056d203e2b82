package rouse.core.check;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What is checked by its own rules passes whatever they say. */
@AnalyzeClasses(packages = "rouse.core.check")
class CheckerWallsTest {
  @ArchTest
  static final ArchRule KNOWS_NO_RULE =
      classes()
          .that()
          .haveSimpleNameStartingWith("Sim")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "rouse.core.check..", "rouse.contracts..", "java..", "org.assertj.core..");
}
