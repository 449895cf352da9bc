package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CircuitBreakerTest {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration TICK = Duration.ofMillis(100);

  private final ManualTime time = new ManualTime();
  private final QueueExecutor executor = new QueueExecutor();
  private final QueueExecutor spare = new QueueExecutor();
  private final Threads threads =
      new Threads(new Threads.Given(time, null, null, executor, 1), new Log());
  private int done;

  private void handOff() {
    assertThat(new Handoff(threads, executor, spare, spare, () -> done++).hand()).isTrue();
  }

  @Nested
  class An_executor_that_has_not_begun_a_task_in_time {

    @Test
    void gets_no_more_until_it_begins_one() {
      handOff();
      time.advance(PATIENCE.minusMillis(1));
      assertThat(threads.isGivenUp(executor)).isFalse();
      time.advance(TICK);
      assertThat(threads.isGivenUp(executor)).isTrue();
      spare.runAll();
      assertThat(done).isOne();
      executor.runAll(); // late
      assertThat(threads.isGivenUp(executor)).isFalse();
      assertThat(done).as("a task begins once").isOne();
      time.advance(TICK);
      assertThat(time.pending()).as("nobody looks at it any more").isZero();
    }

    @Test
    void loses_the_tasks_that_wait_for_it_at_once() {
      handOff();
      time.advance(PATIENCE.minusMillis(50));
      handOff();
      time.advance(TICK);
      spare.runAll();
      assertThat(done).isEqualTo(2);
    }
  }

  @Nested
  class An_executor_that_has_lost_its_tasks {

    private final CircuitBreaker breaker = new CircuitBreaker(executor, spare, threads);

    @Test
    void is_tried_less_and_less_often_until_it_begins_a_task() {
      breaker.late();
      time.advance(PATIENCE.minusMillis(1));
      assertThat(spare.tasks).isEmpty();
      for (int i = 0; i < 600; i++) {
        time.advance(TICK);
        spare.runAll();
      }
      assertThat(executor.tasks).hasSizeBetween(5, 8);
      assertThat(breaker.isOpen()).isTrue();
      executor.runNext();
      assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void may_refuse_to_be_tried() {
      breaker.late();
      executor.refuses = true;
      for (int i = 0; i < 50; i++) {
        time.advance(TICK);
        spare.runAll();
      }
      assertThat(breaker.isOpen()).isTrue();
      executor.refuses = false;
      for (int i = 0; i < 50; i++) {
        time.advance(TICK);
        spare.runAll();
        executor.runAll();
      }
      assertThat(breaker.isOpen()).isFalse();
    }
  }
}
