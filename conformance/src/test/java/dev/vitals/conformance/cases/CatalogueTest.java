package dev.vitals.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.clause.Ambiguity;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.rig.Case;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CatalogueTest {
  /** Clauses that judge a probe or the rig, not the server: no server can break them. */
  private static final Set<String> NOT_ABOUT_SERVERS = Set.of("HC-CONS-04");

  @Test
  void every_clause_has_a_case_or_says_why_not() {
    Set<String> judged = Catalogue.all().stream().map(Case::clauseId).collect(Collectors.toSet());
    assertThat(Clauses.all())
        .isNotEmpty()
        .allSatisfy(
            clause ->
                assertThat(judged.contains(clause.id()))
                    .as("%s has either cases or a reason", clause.id())
                    .isEqualTo(clause.untested() == null));
  }

  @Test
  void every_case_has_an_id_of_its_own_and_a_clause() {
    List<String> ids = Catalogue.all().stream().map(Case::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(Catalogue.all()).allSatisfy(test -> assertThat(test.clause()).isNotNull());
  }

  @Test
  void every_must_and_should_names_a_broken_server_that_it_finds_out() {
    Set<String> killing =
        Catalogue.all().stream()
            .filter(test -> !test.kills().isEmpty())
            .map(Case::clauseId)
            .collect(Collectors.toSet());
    assertThat(Clauses.all())
        .filteredOn(clause -> clause.level() == Level.MUST || clause.level() == Level.SHOULD)
        .filteredOn(clause -> clause.untested() == null && !NOT_ABOUT_SERVERS.contains(clause.id()))
        .extracting(Clause::id)
        .isSubsetOf(killing);
  }

  @Test
  void every_clause_names_known_sources_and_open_questions() {
    List<String> questions = Clauses.ambiguities().stream().map(Ambiguity::id).toList();
    assertThat(Clauses.all())
        .allSatisfy(
            clause -> {
              assertThat(clause.sources()).as("sources of %s", clause.id()).isNotEmpty();
              clause.sources().forEach(Clauses::source);
              if (clause.ambiguity() != null) {
                assertThat(questions).contains(clause.ambiguity());
              }
            });
  }
}
