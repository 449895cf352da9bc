package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One watch of three does what it should not, wherever it is in the walk; the others follow every
 * change all the same. The test is the notifier, so that it knows what runs when.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OffendersTest {

  private final ManualTime time = new ManualTime();
  private final QueueExecutor notifier = new QueueExecutor();
  private final Health health = Lab.inline(time).notifyExecutor(notifier).service("a").start();
  private final List<Reader> readers = new ArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private enum Offence {
    THROWS_AN_EXCEPTION {
      @Override
      void commit(OffendersTest test, Watch watch) {
        throw new IllegalStateException("interceptor");
      }
    },
    THROWS_AN_ERROR {
      @Override
      void commit(OffendersTest test, Watch watch) {
        throw new StackOverflowError("deep");
      }
    },
    CLOSES_ITSELF {
      @Override
      void commit(OffendersTest test, Watch watch) {
        watch.close();
      }
    },
    OPENS_ANOTHER {
      @Override
      void commit(OffendersTest test, Watch watch) {
        test.readers.add(Reader.of(test.health, "a"));
      }
    },
    CHANGES_WHAT_IT_WATCHES {
      @Override
      void commit(OffendersTest test, Watch watch) {
        test.health.set("a", UNKNOWN);
        test.health.set("a", NOT_SERVING);
      }
    };

    abstract void commit(OffendersTest test, Watch watch);
  }

  static Stream<Arguments> offences() {
    return Stream.of(Offence.values())
        .flatMap(offence -> IntStream.range(0, 3).mapToObj(place -> Arguments.of(offence, place)));
  }

  @AfterEach
  void stop() {
    release.countDown();
  }

  /** Runs what is there to be told, as a pool does: what is thrown ends a task and no more. */
  private void tell() {
    for (Runnable task = notifier.tasks.poll(); task != null; task = notifier.tasks.poll()) {
      try {
        task.run();
      } catch (Throwable e) {
        // A pool's thread would end, and another take its place.
      }
    }
  }

  private void othersFollow() {
    assertThat(readers)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(reader -> assertThat(reader.last()).isEqualTo(health.status("a")));
  }

  @ParameterizedTest(name = "{0} in place {1}")
  @MethodSource("offences")
  void harm_nobody_else(Offence offence, int place) {
    boolean[] committed = new boolean[1];
    for (int i = 0; i < 3; i++) {
      if (i != place) {
        readers.add(Reader.of(health, "a"));
      } else {
        health.watch(
            "a",
            watch -> {
              if (!committed[0]) {
                committed[0] = true;
                offence.commit(this, watch);
              }
            });
      }
    }
    health.set("a", NOT_SERVING);
    tell();
    assertThat(committed[0]).isTrue();
    othersFollow();
    health.set("a", SERVING);
    tell();
    othersFollow();
  }

  private enum Place {
    FIRST,
    IN_THE_MIDDLE,
    LAST
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void that_hang_harm_nobody_else(Place place) {
    for (int i = 0; i < 3; i++) {
      if (i != place.ordinal()) {
        readers.add(Reader.of(health, "a"));
      } else {
        health.watch(
            "a",
            watch -> {
              held.countDown();
              Lab.hang(release);
            });
      }
    }
    health.set("a", NOT_SERVING);
    Thread hung = new Thread(this::tell);
    hung.start();
    Lab.await(held);
    for (int i = 0; i < 4; i++) { // the watchdog looks every half second
      time.advance(Duration.ofMillis(500));
      tell();
    }
    othersFollow();
    health.set("a", SERVING);
    tell();
    othersFollow();
    release.countDown();
    Lab.join(hung);
    othersFollow();
  }
}
