package dev.vitals.health.core;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitals.health.ServingStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManualTimeTest {

  private final ManualTime time = new ManualTime();
  private final List<String> ran = new ArrayList<>();

  @Nested
  class Manual_time {

    @Test
    void stands_still_until_it_is_advanced() {
      long nanos = time.nanos();
      assertThat(time.now()).isEqualTo(Instant.parse("2000-01-01T12:00:00Z"));
      assertThat(time.nanos()).isEqualTo(nanos);
      time.advance(ofSeconds(3));
      assertThat(time.nanos() - nanos).isEqualTo(ofSeconds(3).toNanos());
      assertThat(time.now()).isEqualTo(Instant.parse("2000-01-01T12:00:03Z"));
    }

    @Test
    void wraps_its_monotonic_clock_early_so_that_values_that_are_compared_show() {
      long before = time.nanos();
      time.advance(ofSeconds(2));
      assertThat(time.nanos()).isLessThan(before);
      assertThat(time.nanos() - before).isEqualTo(ofSeconds(2).toNanos());
    }

    @Test
    void runs_tasks_in_the_order_in_which_they_come_due_each_at_its_time() {
      Instant start = time.now();
      time.schedule(() -> ran.add("c " + Duration.between(start, time.now())), ofSeconds(2));
      time.schedule(() -> ran.add("a " + Duration.between(start, time.now())), ofSeconds(1));
      time.schedule(() -> ran.add("b " + Duration.between(start, time.now())), ofSeconds(1));
      time.advance(ofSeconds(5));
      assertThat(ran).containsExactly("a PT1S", "b PT1S", "c PT2S");
    }

    @Test
    void runs_tasks_that_are_scheduled_on_the_way() {
      time.schedule(
          () -> time.schedule(() -> ran.add(time.now().toString()), ofSeconds(1)), ofSeconds(1));
      time.advance(ofSeconds(2));
      assertThat(ran).containsExactly("2000-01-01T12:00:02Z");
    }

    @Test
    void runs_what_is_due_now_when_advanced_by_nothing() {
      time.schedule(() -> ran.add("now"), Duration.ZERO);
      time.schedule(() -> ran.add("overdue"), ofMillis(-5));
      assertThat(ran).isEmpty();
      time.advance(Duration.ZERO);
      assertThat(ran).containsExactly("overdue", "now");
    }

    @Test
    void does_not_run_what_was_cancelled() {
      HealthTime.Task task = time.schedule(() -> ran.add("x"), ofSeconds(1));
      assertThat(time.pending()).isEqualTo(1);
      task.cancel();
      task.cancel();
      assertThat(time.pending()).isZero();
      time.advance(ofSeconds(2));
      assertThat(ran).isEmpty();
    }

    @Test
    void keeps_what_is_due_in_ages_and_never_overflows() {
      time.schedule(() -> ran.add("x"), ChronoUnit.FOREVER.getDuration());
      time.advance(Duration.ofDays(30_000));
      time.schedule(() -> ran.add("y"), ChronoUnit.FOREVER.getDuration());
      assertThat(ran).isEmpty();
      assertThat(time.pending()).isEqualTo(2);
    }

    @Test
    void does_not_go_back() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> time.advance(ofSeconds(-1)))
          .withMessage("duration: PT-1S (expected: >= 0)");
    }

    @Test
    void may_be_advanced_by_a_task() {
      time.schedule(() -> time.advance(ofSeconds(10)), ofSeconds(1));
      time.schedule(() -> ran.add("late"), ofSeconds(5));
      time.advance(ofSeconds(1));
      assertThat(ran).containsExactly("late");
      assertThat(time.now()).isEqualTo(Instant.parse("2000-01-01T12:00:11Z"));
    }
  }

  @Nested
  class The_wall_clock {

    @ParameterizedTest(name = "jumping by {0}")
    @ValueSource(strings = {"P1D", "P-1D", "PT2H", "P-3650D"})
    void changes_nothing_but_what_is_displayed(Duration jump) {
      Jumping jumping = new Jumping(time);
      Lab.Script script = new Lab.Script("P");
      ServiceCheck check = Lab.every10s("check", script).build();
      Health health = Lab.inline(jumping).service("a", check).start();
      Reader reader = Reader.of(health, "a");
      for (int i = 0; i < 10; i++) {
        jumping.offset = i % 2 == 0 ? jump : Duration.ZERO;
        time.advance(Lab.PERIOD);
      }
      assertThat(reader.seen).containsExactly(ServingStatus.SERVING);
      assertThat(script.runs).isEqualTo(11);
      assertThat(health.report("a").orElseThrow().checks().get(0).age()).isZero();
    }
  }

  @Nested
  class The_machine_s_own_time {

    @Test
    void takes_any_duration() {
      SystemTime system = new SystemTime(SystemTime.ownTimer(), new Log());
      HealthTime.Task task = system.schedule(() -> {}, ChronoUnit.FOREVER.getDuration());
      task.cancel();
      assertThat(SystemTime.saturated(ChronoUnit.FOREVER.getDuration()))
          .isEqualTo(Duration.ofDays(36_525).toNanos());
      assertThat(SystemTime.saturated(ofSeconds(5))).isEqualTo(5_000_000_000L);
    }
  }

  private static final class Jumping implements HealthTime {
    private final ManualTime time;
    Duration offset = Duration.ZERO;

    Jumping(ManualTime time) {
      this.time = time;
    }

    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public Instant now() {
      return time.now().plus(offset);
    }

    @Override
    public Task schedule(Runnable task, Duration delay) {
      return time.schedule(task, delay);
    }
  }
}
