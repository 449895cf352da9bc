package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServingStatus;
import java.util.SortedMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a list costs, and those beside it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ListingTest {

  private final HookedTime time = new HookedTime();
  private final Lab.Calls calls = new Lab.Calls();
  private final Health health =
      Lab.inline(time)
          .service("a", ServiceCheck.async("check", calls).ttl(Lab.PERIOD).build())
          .service("b")
          .start();

  @Nested
  class A_list_above_its_limit {

    @Test
    void is_refused_whole() {
      assertThat(health.statuses(2)).isEmpty();
      assertThat(health.statuses(3)).hasValueSatisfying(all -> assertThat(all).hasSize(3));
    }

    @Test
    void starts_no_check() {
      assertThat(health.statuses(2)).isEmpty();
      assertThat(calls.runs()).isZero();
      assertThat(health.statuses(3)).isPresent();
      assertThat(calls.runs()).isOne();
    }

    @Test
    void looks_at_no_service() {
      int[] looks = new int[1];
      time.beforeNanos = () -> looks[0]++;
      assertThat(health.statuses(2)).isEmpty();
      assertThat(looks[0]).isZero();
    }
  }

  @Nested
  class A_list {

    @Test
    void does_not_count_names_that_are_only_watched() {
      for (int i = 0; i < 100; i++) {
        health.watch("nobody " + i, watch -> {});
      }
      assertThat(health.statuses(3)).hasValueSatisfying(all -> assertThat(all).hasSize(3));
    }

    /** The lock is taken after three tries, and no timer has fired for long. */
    @Test
    void runs_no_foreign_code_under_the_lock_however_much_changes() {
      HookedTime dead = new HookedTime();
      ServiceStatus flaps = ServiceStatus.create("flaps");
      Health stormy =
          Lab.inline(dead)
              .service("a", flaps)
              .service("b", Lab.every10s("check", new Lab.Script("P")).build())
              .start();
      dead.skew += java.time.Duration.ofSeconds(2).toNanos();
      boolean[] passes = new boolean[1];
      boolean[] busy = new boolean[1];
      dead.beforeNanos =
          () -> {
            if (!busy[0] && !Thread.holdsLock(LockHolder.kernel(stormy).lock)) {
              busy[0] = true;
              passes[0] = !passes[0];
              flaps.set(Lab.result(passes[0] ? Outcome.PASSING : Outcome.FAILING));
              busy[0] = false;
            }
          };
      assertThat(stormy.statuses()).containsOnlyKeys("", "a", "b");
    }

    @Test
    void shows_one_moment_whatever_changes_while_it_is_read() {
      ServiceStatus flips = ServiceStatus.create("flips");
      ServiceStatus bad = ServiceStatus.create("bad");
      flips.set(CheckResult.passing());
      bad.set(CheckResult.failing("lost"));
      Health busy =
          Lab.inline(new ManualTime())
              .service("flips", flips)
              .service("gone", bad)
              .service("live")
              .service("stays", bad)
              .overall()
              .start();
      SortedMap<String, ServingStatus> before = busy.statuses();
      Snapshot snapshot = Snapshot.begin(LockHolder.registry(busy));
      flips.set(CheckResult.failing("now"));
      flips.set(CheckResult.unknown("then"));
      busy.removeService("gone");
      busy.addService("new");
      busy.survivesDrain("live", true);
      busy.drain();
      assertThat(snapshot.read()).isEqualTo(before);
      assertThat(busy.statuses()).isEqualTo(Snapshot.begin(LockHolder.registry(busy)).read());
      assertThat(busy.status("live")).isEqualTo(SERVING);
      assertThat(busy.statuses()).containsOnlyKeys("", "flips", "live", "new", "stays");
    }

    /** Four read all the time, one changes all the time: nobody waits for the reading. */
    @Test
    void holds_the_lock_for_no_service() throws Exception {
      Health busy = Lab.inline(new ManualTime()).service("a").service("b").start();
      ServiceRegistry registry = LockHolder.registry(busy);
      Snapshot snapshot = Snapshot.begin(registry);
      Thread setter = new Thread(() -> busy.set("a", ServingStatus.NOT_SERVING), "setter");
      setter.start();
      Lab.join(setter); // though a list is being read
      assertThat(snapshot.read()).containsEntry("a", SERVING);
      assertThat(registry.snapshot).isNull();
    }

    @Test
    void takes_no_lock_while_nothing_changes() throws Exception {
      Health quiet = Lab.inline(new ManualTime()).service("a").start();
      Thread lister =
          new Thread(() -> assertThat(quiet.statuses()).containsEntry("a", SERVING), "lister");
      Kernel kernel = LockHolder.kernel(quiet);
      synchronized (kernel.lock) {
        lister.start();
        Lab.join(lister);
      }
    }
  }
}
