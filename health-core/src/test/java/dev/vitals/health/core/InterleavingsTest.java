package dev.vitals.health.core;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Invariants in every interleaving that a model checker finds. */
@Tag("interleavings")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InterleavingsTest {

  private final Lincheck flapping =
      Lincheck.of(FlappingModel.class, FlappingModel.Sequential.class);

  private final Lincheck comingAndGoing =
      Lincheck.of(ComingAndGoingModel.class, ComingAndGoingModel.Sequential.class);

  @Test
  void a_change_during_a_round_reaches_everybody() {
    flapping.check("fail", "pass", "tell");
    flapping.check("fail", "pass, tell", "tell");
  }

  @Test
  void a_change_while_a_watch_joins_is_read_or_told() {
    flapping.check("fail", "pass, tell", "join");
  }

  @Test
  void a_poll_gives_what_is_shown_and_never_the_same_twice() {
    flapping.check("pass", "fail, pass", "poll, poll");
  }

  @Test
  void what_was_set_is_shown_to_whoever_asks_afterwards() {
    flapping.check("", "pass, check", "pass, check");
  }

  @Test
  void what_was_set_is_shown_to_whoever_lists_or_watches_afterwards() {
    flapping.check("", "pass, list", "pass, join");
  }

  @Test
  void a_watch_that_is_closed_leaves_nothing_behind_of_a_name_that_nobody_knows() {
    comingAndGoing.check("openFirst", "closeFirst", "openSecond, closeSecond");
  }

  @Test
  void a_watch_that_is_closed_leaves_nothing_behind_of_a_name_that_comes_and_goes() {
    comingAndGoing.check("openFirst", "closeFirst", "add, remove");
  }

  @Test
  void a_watch_that_joins_as_the_last_one_leaves_is_not_forgotten() {
    comingAndGoing.check("openFirst", "closeFirst", "openSecond", "add, tell");
  }
}
