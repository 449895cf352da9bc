package dev.vitals.benchmarks.counts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.benchmarks.subject.SubjectKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The targets that need no clock. A change that costs a byte or an object more is seen here. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CountsTest {

  @Test
  void a_message_allocates_its_place_in_the_shared_bytes_and_nothing_else() {
    assertThat(Counts.bytesAMessage()).isLessThanOrEqualTo(24);
  }

  @Test
  void a_check_allocates_no_more_than_a_bare_call_and_the_handle_by_which_it_is_given_up() {
    assertThat(Counts.bytesACheck(SubjectKind.VITALS))
        .isLessThanOrEqualTo(Counts.bytesACheck(SubjectKind.FLOOR_SHARDED) + 8);
  }

  @Test
  void a_storm_is_one_message_to_a_watcher_whose_thread_comes_late() {
    assertThat(Counts.stormMessages()).isOne();
  }

  @Test
  void a_stalled_client_is_sent_nothing() {
    assertThat(Counts.stalledMessages()).isZero();
  }

  @Test
  void a_change_is_one_hand_off_to_its_caller_and_256_tasks_at_most_however_many_watch() {
    assertThat(Counts.handOffsAChange()).isOne();
    assertThat(Counts.passesAtSmallCount()).isOne();
    assertThat(Counts.passesAChange()).isBetween(2L, 256L);
  }

  @Test
  void a_watcher_is_two_objects_of_ours() {
    assertThat(Counts.retained().objects()).isEqualTo(2);
  }

  @Test
  void a_watcher_keeps_its_two_objects_and_a_place_and_not_the_name_it_asked_for() {
    assertThat(Counts.retained().bytes()).isBetween(72L, 72L + 8);
  }

  @ParameterizedTest
  @EnumSource(AmongServices.class)
  void what_an_operation_on_one_service_allocates_does_not_grow_with_the_number_of_services(
      AmongServices operation) {
    assertThat(operation.bytesBeyondFew()).isLessThanOrEqualTo(256);
  }

  @Test
  void a_check_changes_the_services_that_use_it_and_no_other() {
    assertThat(Counts.servicesTouchedBeyondUsers()).isZero();
  }
}
