package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.core.Lab.PERIOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CheckFailureTest {

  private final ManualTime time = new ManualTime();

  private Health start(ServiceCheck check) {
    return Lab.inline(time).service("a", check).service("other").start();
  }

  private static CheckReport only(Health health) {
    return health.report("a").orElseThrow().checks().get(0);
  }

  static Stream<Throwable> throwables() {
    return Stream.of(
        new IOException("refused"),
        new IllegalStateException("no pool"),
        new AssertionError("no way"),
        new StackOverflowError("deep"),
        new OutOfMemoryError("synthetic"),
        new NoClassDefFoundError("driver"),
        new InterruptedException("by itself"),
        new Throwable("bare"));
  }

  @Nested
  class A_check_that_throws {

    static Stream<Throwable> throwables() {
      return CheckFailureTest.throwables();
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void fails_with_the_cause_kept_and_is_run_again(Throwable thrown) {
      int[] runs = new int[1];
      ServiceCheck check =
          Lab.every10s(
                  "check",
                  context -> {
                    if (runs[0]++ == 0) {
                      CheckFailureTest.<RuntimeException>raise(thrown);
                    }
                    return CheckResult.passing();
                  })
              .build();
      Health health = start(check);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).last().cause()).isSameAs(thrown);
      assertThat(only(health).last().reason())
          .isEqualTo(thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
      assertThat(health.status("other")).isEqualTo(SERVING);
      time.advance(PERIOD);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void without_a_message_is_named_by_its_class() {
      Health health =
          start(
              Lab.every10s(
                      "check",
                      context -> {
                        throw new IOException();
                      })
                  .build());
      assertThat(only(health).last().reason()).isEqualTo("IOException");
    }
  }

  @Nested
  class A_check_that_gives_nothing {

    @Test
    void fails_when_its_result_is_null() {
      Health health = start(Lab.every10s("check", context -> null).build());
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).last().reason()).isEqualTo("the check returned null");
    }

    @Test
    void fails_when_its_stage_is_null() {
      Health health = start(async(context -> null));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).last().reason())
          .isEqualTo("the check returned null instead of a stage");
    }

    @Test
    void fails_when_its_stage_completes_with_null() {
      Health health = start(async(context -> CompletableFuture.completedFuture(null)));
      assertThat(only(health).last().reason()).isEqualTo("the check returned null");
    }
  }

  @Nested
  class An_async_check {

    static Stream<Throwable> throwables() {
      return CheckFailureTest.throwables();
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void fails_with_what_its_stage_failed_with(Throwable thrown) {
      Health health = start(async(context -> CompletableFuture.failedFuture(thrown)));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).last().cause()).isSameAs(thrown);
    }

    @Test
    void fails_with_the_cause_and_not_with_what_a_later_stage_wraps_it_in() {
      IOException cause = new IOException("refused");
      CompletableFuture<CheckResult> failed = CompletableFuture.failedFuture(cause);
      Health health = start(async(context -> failed.thenApply(result -> result)));
      assertThat(only(health).last().cause()).isSameAs(cause);
      assertThat(only(health).last().reason()).isEqualTo("IOException: refused");
    }

    @Test
    void survives_an_exception_that_is_its_own_wrapper() {
      CompletionException bare = new CompletionException("bare", null);
      Health health = start(async(context -> CompletableFuture.failedFuture(bare)));
      assertThat(only(health).last().cause()).isSameAs(bare);
    }

    @Test
    void fails_when_it_throws_before_it_has_a_stage_and_is_run_again() {
      int[] runs = new int[1];
      Health health =
          start(
              async(
                  context -> {
                    if (runs[0]++ == 0) {
                      throw new IOException("no socket");
                    }
                    return CompletableFuture.completedFuture(CheckResult.passing());
                  }));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      time.advance(PERIOD);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void fails_when_its_stage_cannot_be_followed_and_is_run_again() {
      int[] runs = new int[1];
      Health health = start(async(context -> runs[0]++ == 0 ? new Broken() : passed()));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).last().reason()).isEqualTo("IllegalStateException: no callbacks");
      time.advance(PERIOD);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void whose_stage_calls_back_twice_counts_once() {
      int[] runs = new int[1];
      Health health =
          start(
              async(
                  context -> {
                    runs[0]++;
                    return new Twice();
                  }));
      assertThat(only(health).streak()).isEqualTo(1);
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.advance(PERIOD);
      assertThat(only(health).streak()).isEqualTo(2);
      assertThat(runs[0]).isEqualTo(2);
    }

    private static CompletionStage<CheckResult> passed() {
      return CompletableFuture.completedFuture(CheckResult.passing());
    }
  }

  private static ServiceCheck async(ServiceCheck.Async check) {
    return ServiceCheck.async("check", check).period(PERIOD).jitter(0).build();
  }

  /** A stage of someone else's making that cannot do what stages must. */
  private static final class Broken extends CompletableFuture<CheckResult> {
    @Override
    public CompletableFuture<CheckResult> whenComplete(
        java.util.function.BiConsumer<? super CheckResult, ? super Throwable> action) {
      throw new IllegalStateException("no callbacks");
    }
  }

  /** A stage that calls back twice: with success, then with a failure. */
  private static final class Twice extends CompletableFuture<CheckResult> {
    @Override
    public CompletableFuture<CheckResult> whenComplete(
        java.util.function.BiConsumer<? super CheckResult, ? super Throwable> action) {
      action.accept(CheckResult.passing(), null);
      action.accept(null, new IOException("after all"));
      return this;
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
