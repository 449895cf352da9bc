package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KillMatrixTest {
  private static final Path PAGE = Path.of("..", "docs", "conformance", "kill-matrix.md");

  @Test
  void there_are_at_least_eighty_broken_servers_and_fifteen_legal_ones_each_with_its_own_id() {
    List<String> ids =
        Stream.concat(
                Mutants.all().stream().map(Mutant::id),
                LegalVariants.all().stream().map(LegalVariant::id))
            .toList();
    assertThat(Mutants.all()).hasSizeGreaterThanOrEqualTo(80);
    assertThat(LegalVariants.all()).hasSizeGreaterThanOrEqualTo(15);
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
  }

  @Test
  void there_are_broken_servers_at_each_layer() {
    assertThat(Mutants.all().stream().collect(Collectors.groupingBy(Mutant::layer)))
        .hasSize(Mutant.Layer.values().length)
        .allSatisfy((layer, mutants) -> assertThat(mutants).hasSizeGreaterThan(20));
  }

  @Test
  void cases_kill_what_there_is_and_everything_there_is() {
    Set<String> claimed =
        Catalogue.all().stream().flatMap(test -> test.kills().stream()).collect(Collectors.toSet());
    assertThat(claimed)
        .containsExactlyInAnyOrderElementsOf(Mutants.all().stream().map(Mutant::id).toList());
  }

  /** HC-CONS-04 judges the probe and the rig, on servers of the suite's own. */
  @Test
  void every_binding_clause_that_is_tested_has_a_broken_server_that_its_case_finds() {
    Set<String> proved =
        Catalogue.all().stream()
            .filter(test -> !test.kills().isEmpty())
            .map(Case::clauseId)
            .collect(Collectors.toSet());
    assertThat(Clauses.all())
        .filteredOn(clause -> clause.level() == Level.MUST || clause.level() == Level.SHOULD)
        .filteredOn(clause -> clause.untested() == null)
        .extracting(Clause::id)
        .isNotEmpty()
        .filteredOn(id -> !id.equals("HC-CONS-04"))
        .isSubsetOf(proved);
  }

  @Test
  void collateral_and_warnings_name_clauses_that_exist_and_give_a_reason() {
    Stream.concat(
            Mutants.all().stream().flatMap(m -> m.collateral().entrySet().stream()),
            LegalVariants.all().stream().flatMap(b -> b.warnings().entrySet().stream()))
        .forEach(
            entry -> {
              String prefix = entry.getKey().replace("*", "");
              assertThat(Clauses.all()).anyMatch(clause -> clause.id().startsWith(prefix));
              assertThat(entry.getValue()).isNotBlank();
            });
  }

  @Test
  void the_page_is_in_step() throws Exception {
    String page = KillMatrix.page();
    if (Boolean.getBoolean("update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as(PAGE + "; -Dupdate=true writes it anew").content().isEqualTo(page);
  }
}
