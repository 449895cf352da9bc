package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.ServingStatus;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What is told of a List that is wrong says what is wrong with it, also where the number is right.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ListLimitCasesTest {
  @Test
  void entries_that_are_missing_are_told_though_there_are_as_many_as_there_should_be() {
    Map<String, ServingStatus> listed = Map.of("a", SERVING, "c", SERVING);
    assertThat(ListLimitCases.missing(Set.of("a", "b"), listed))
        .isEqualTo("2 entries, without 1 that were set, as 'b'");
    assertThat(ListLimitCases.missing(Set.of("a"), Map.of("a", SERVING))).isEqualTo("1 entry");
  }

  @Test
  void a_list_that_is_not_the_one_before_is_told_by_an_entry_that_differs() {
    Map<String, ServingStatus> before = Map.of("a", SERVING, "b", SERVING);
    assertThat(ListLimitCases.difference(before, Map.of("a", SERVING, "b", NOT_SERVING)))
        .isEqualTo("2 entries, of which 1 differ, as 'b': SERVING before, and now NOT_SERVING");
    assertThat(ListLimitCases.difference(before, Map.of("a", SERVING, "c", SERVING)))
        .isEqualTo("2 entries, of which 2 differ, as 'b': SERVING before, and now none");
  }
}
