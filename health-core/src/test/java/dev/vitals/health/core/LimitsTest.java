package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitals.health.Watch;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.WatchRefusedException.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LimitsTest {

  private static final int WATCHES = 10;
  private static final int UNKNOWN = 4;

  private final Health health =
      Lab.inline(new ManualTime())
          .maxWatches(WATCHES)
          .maxUnknownNames(UNKNOWN)
          .service("known")
          .start();

  private Watch open(String name) {
    return health.watch(name, watch -> {});
  }

  private void assertRefused(String name, Limit limit, String message) {
    assertThatExceptionOfType(WatchRefusedException.class)
        .isThrownBy(() -> open(name))
        .withMessage(message)
        .satisfies(e -> assertThat(e.limit()).isEqualTo(limit));
  }

  /** A watcher of a connection, and perhaps of somebody who is known. */
  private record Client(Object route, Object identity) implements dev.vitals.health.WatchListener {
    @Override
    public void changed(Watch watch) {}
  }

  @Nested
  class A_client {

    private final Health shared =
        Lab.inline(new ManualTime())
            .maxWatches(WATCHES)
            .maxWatchesPerClient(3)
            .maxUnknownNamesPerClient(2)
            .service("known")
            .start();

    private void assertRefused(String name, Client client, Limit limit) {
      assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> shared.watch(name, client))
          .satisfies(e -> assertThat(e.limit()).isEqualTo(limit));
    }

    @Test
    void has_a_share_of_the_watches() {
      Client greedy = new Client("connection 1", null);
      List<Watch> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.add(shared.watch("known", greedy));
      }
      assertRefused("known", greedy, Limit.WATCHES_OF_CLIENT);
      shared.watch("known", new Client("connection 2", null));
      assertThat(shared.openWatches()).isEqualTo(4);
      open.get(0).close();
      shared.watch("known", greedy);
      assertRefused("known", greedy, Limit.WATCHES_OF_CLIENT);
    }

    @Test
    void has_a_tenth_of_them_if_its_share_is_not_given() {
      Health small = Lab.inline(new ManualTime()).maxWatches(95).service("known").start();
      Client greedy = new Client("connection 1", null);
      for (int i = 0; i < 10; i++) {
        small.watch("known", greedy);
      }
      assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> small.watch("known", greedy))
          .satisfies(e -> assertThat(e.limit()).isEqualTo(Limit.WATCHES_OF_CLIENT));
      small.watch("known", new Client("connection 2", null));
    }

    @Test
    void is_known_by_its_identity_whatever_its_connections() {
      for (int i = 0; i < 3; i++) {
        shared.watch("known", new Client("connection " + i, "cn=greedy"));
      }
      assertRefused("known", new Client("connection 9", "cn=greedy"), Limit.WATCHES_OF_CLIENT);
      shared.watch("known", new Client("connection 1", "cn=other"));
    }

    @Test
    void has_a_share_of_unknown_names() {
      Client client = new Client("connection", null);
      shared.watch("nobody 1", client);
      Watch second = shared.watch("nobody 2", client);
      assertRefused("nobody 3", client, Limit.UNKNOWN_NAMES_OF_CLIENT);
      shared.watch("known", client);
      second.close();
      shared.watch("nobody 3", client);
    }

    @Test
    void leaves_nothing_behind() {
      int before = Weight.of(shared);
      for (int i = 0; i < 100; i++) {
        shared.watch("nobody", new Client("connection " + i, null)).close();
      }
      assertThat(Weight.of(shared)).isEqualTo(before);
    }

    /** An identity is the transport's code. */
    @Test
    void leaves_nothing_behind_though_its_identity_changes_or_throws() {
      AtomicInteger hash = new AtomicInteger(1);
      Object identity =
          new Object() {
            @Override
            public int hashCode() {
              if (hash.get() < 0) {
                throw new IllegalStateException("no hash code");
              }
              return hash.get();
            }

            @Override
            public boolean equals(Object other) {
              return this == other;
            }
          };
      shared.watch("known", new Client("connection", "cn=other")).close();
      int before = Weight.of(shared);
      Watch first = shared.watch("known", new Client("connection", identity));
      hash.set(2);
      first.close();
      assertThat(Weight.of(shared)).isEqualTo(before);
      Watch second = shared.watch("nobody", new Client("connection", identity));
      hash.set(-1);
      second.close();
      assertThat(Weight.of(shared)).isEqualTo(before);
      assertThat(shared.openWatches()).isZero();
    }

    @Test
    void has_its_share_exactly_however_many_of_its_threads_race() throws Exception {
      AtomicInteger accepted = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      CountDownLatch start = new CountDownLatch(1);
      for (int i = 0; i < 8; i++) {
        threads.add(
            new Thread(
                () -> {
                  Lab.await(start);
                  try {
                    shared.watch("known", new Client("connection", null));
                    accepted.incrementAndGet();
                  } catch (WatchRefusedException e) {
                    assertThat(e.limit()).isEqualTo(Limit.WATCHES_OF_CLIENT);
                  }
                }));
      }
      threads.forEach(Thread::start);
      start.countDown();
      threads.forEach(Lab::join);
      assertThat(accepted.get()).isEqualTo(3);
    }
  }

  @Nested
  class Open_watches {

    @Test
    void are_capped_exactly() {
      for (int i = 0; i < WATCHES; i++) {
        open("known");
      }
      assertThat(health.openWatches()).isEqualTo(WATCHES);
      assertRefused("known", Limit.OPEN_WATCHES, "too many open watches");
      assertThat(health.openWatches()).isEqualTo(WATCHES);
    }

    @Test
    void free_their_places_as_they_close_and_only_once_each() {
      List<Watch> open = new ArrayList<>();
      for (int i = 0; i < WATCHES; i++) {
        open.add(open("known"));
      }
      open.get(0).close();
      open.get(0).close();
      open("known");
      assertRefused("known", Limit.OPEN_WATCHES, "too many open watches");
    }

    @Test
    void never_keep_a_check_from_its_answer() {
      for (int i = 0; i < WATCHES; i++) {
        open("known");
      }
      assertThat(health.status("known")).isEqualTo(SERVING);
      health.check("known", status -> assertThat(status).isEqualTo(SERVING));
      assertThat(health.statuses()).hasSize(2);
    }

    @Test
    void are_counted_exactly_while_many_threads_open_and_close() {
      AtomicInteger most = new AtomicInteger();
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger open = new AtomicInteger();
      race(
          8,
          thread -> {
            for (int i = 0; i < 2000; i++) {
              try {
                Watch watch = open(i % 3 == 0 ? "known" : "unknown " + thread % 3);
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                accepted.incrementAndGet();
                if (i % 7 == 0) {
                  Thread.yield();
                }
                open.decrementAndGet();
                watch.close();
              } catch (WatchRefusedException e) {
                refused.incrementAndGet();
              }
            }
          });
      assertThat(most.get()).isLessThanOrEqualTo(WATCHES);
      assertThat(accepted.get() + refused.get()).isEqualTo(16_000);
      assertThat(health.openWatches()).isZero();
      for (int i = 0; i < WATCHES; i++) {
        open("known");
      }
      assertRefused("known", Limit.OPEN_WATCHES, "too many open watches");
    }

    @Test
    void are_accepted_exactly_as_many_as_fit_when_all_come_at_once() {
      ConcurrentLinkedQueue<Watch> accepted = new ConcurrentLinkedQueue<>();
      race(
          8,
          thread -> {
            for (int i = 0; i < WATCHES; i++) {
              try {
                accepted.add(open("known"));
              } catch (WatchRefusedException e) {
                assertThat(e.limit()).isEqualTo(Limit.OPEN_WATCHES);
              }
            }
          });
      assertThat(accepted).hasSize(WATCHES);
      accepted.forEach(Watch::close);
      assertThat(health.openWatches()).isZero();
    }
  }

  @Nested
  class Unknown_names_that_are_watched {

    @Test
    void are_capped_exactly_and_told_from_known_ones() {
      for (int i = 0; i < UNKNOWN; i++) {
        open("unknown " + i);
      }
      assertRefused("one more", Limit.UNKNOWN_NAMES, "too many unknown names are watched");
      open("unknown 0");
      open("known");
      open("");
    }

    @Test
    void free_their_places_when_their_last_watch_closes() {
      Watch first = open("unknown 0");
      Watch second = open("unknown 0");
      for (int i = 1; i < UNKNOWN; i++) {
        open("unknown " + i);
      }
      first.close();
      assertRefused("one more", Limit.UNKNOWN_NAMES, "too many unknown names are watched");
      second.close();
      open("one more");
    }

    @Test
    void free_their_places_when_they_become_known_and_take_them_when_they_are_removed() {
      for (int i = 0; i < UNKNOWN; i++) {
        open("unknown " + i);
      }
      health.addService("unknown 0");
      open("one more").close();
      health.removeService("unknown 0");
      assertRefused("one more", Limit.UNKNOWN_NAMES, "too many unknown names are watched");
    }

    @Test
    void are_none_if_that_is_the_limit() {
      Health closed = Lab.inline(new ManualTime()).maxUnknownNames(0).service("known").start();
      assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> closed.watch("nobody", watch -> {}));
      assertThat(closed.watch("known", watch -> {}).poll()).isEqualTo(SERVING);
      assertThat(closed.status("nobody")).isEqualTo(SERVICE_UNKNOWN);
    }

    @Test
    void leave_no_trace_however_many_there_were() {
      for (int i = 0; i < 100_000; i++) {
        open("unknown " + i).close();
      }
      assertThat(health.openWatches()).isZero();
      for (int i = 0; i < UNKNOWN; i++) {
        open("other " + i);
      }
    }
  }

  /** What one of several threads does, all of which start together. */
  private interface Racer {
    void run(int thread);
  }

  private static void race(int threads, Racer racer) {
    CountDownLatch go = new CountDownLatch(1);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  Lab.await(go);
                  racer.run(number);
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      thread.start();
      all.add(thread);
    }
    go.countDown();
    all.forEach(Lab::join);
    assertThat(failures).isEmpty();
  }
}
