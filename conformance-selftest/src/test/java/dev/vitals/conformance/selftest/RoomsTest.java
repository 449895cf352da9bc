package dev.vitals.conformance.selftest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The arrows between the selftest's packages. A rule that finds no class to hold fails. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RoomsTest {
  private static final String SELFTEST = RoomsTest.class.getPackageName();
  private static final String MUTANTS = SELFTEST + ".mutants";
  private static final String LEGAL = SELFTEST + ".legal";

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    // The libraries are of no interest here.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
  }

  @Test
  void all_its_classes_are_in_three_packages() {
    assertThat(classes)
        .hasSizeGreaterThan(100)
        .allMatch(type -> type.getPackageName().matches(SELFTEST + "(\\.mutants|\\.legal)?"));
  }

  @Test
  void mutants_know_no_legal_variants_and_neither_knows_the_selftest() {
    noClasses()
        .that()
        .resideInAPackage(MUTANTS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SELFTEST, LEGAL)
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(LEGAL)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SELFTEST)
        .check(classes);
  }
}
