package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.SERVING;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.CheckResult;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuilderTest {

  private final ServiceStatus status = ServiceStatus.create("status");

  private static ServiceCheck.Builder check(String name) {
    return ServiceCheck.blocking(name, context -> CheckResult.passing());
  }

  private static HealthBuilder builder() {
    return Lab.inline(new ManualTime());
  }

  private static Arguments wrong(String message, ThrowingCallable use) {
    return Arguments.of(message, use);
  }

  @Nested
  class What_does_not_fit_is_refused_with_name_value_and_law {

    static Stream<Arguments> wrong() {
      ServiceStatus status = ServiceStatus.create("status");
      ServiceStatus other = ServiceStatus.create("status");
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      timer.shutdown();
      return Stream.of(
          BuilderTest.wrong(
              "service: '' (expected: a name; for the server as a whole, overall())",
              () -> builder().service("")),
          BuilderTest.wrong(
              "service: 'a' (expected: each name once)",
              () -> builder().service("a").service("a", status)),
          BuilderTest.wrong(
              "check: 'status' (expected: once in the list of service 'a')",
              () -> builder().service("a", status, HealthCheck.optional(status)).start()),
          BuilderTest.wrong(
              "check: 'status' (expected: one check of that name; to share it, give the same object"
                  + " again)",
              () -> builder().service("a", status).service("b", other).start()),
          BuilderTest.wrong(
              "check: 'status' (expected: once in the list of service '')",
              () -> builder().overall(status, status).start()),
          BuilderTest.wrong(
              "overall: given twice (expected: once)", () -> builder().overall().overall(status)),
          BuilderTest.wrong(
              "survivesDrain: 'b' (expected: a name given to service())",
              () -> builder().service("a").survivesDrain("a", "b").start()),
          BuilderTest.wrong(
              "timer: given with a time (expected: one of the two: a time has a timer)",
              () -> builder().timer(timer).start()),
          BuilderTest.wrong("maxNameBytes: 0 (expected: >= 1)", () -> builder().maxNameBytes(0)),
          BuilderTest.wrong("maxWatches: 0 (expected: >= 1)", () -> builder().maxWatches(0)),
          BuilderTest.wrong(
              "maxUnknownNames: -1 (expected: >= 0)", () -> builder().maxUnknownNames(-1)),
          BuilderTest.wrong("history: -1 (expected: >= 0)", () -> builder().history(-1)),
          BuilderTest.wrong(
              "service: 'abc' (expected: at most 2 bytes of UTF-8; it has 3)",
              () -> builder().maxNameBytes(2).service("abc").start()),
          BuilderTest.wrong(
              "check: '"
                  + "x".repeat(200)
                  + "…' (expected: at most 256 bytes of UTF-8; it has 257)",
              () -> check("x".repeat(257))),
          BuilderTest.wrong(
              "check: '' (expected: a name, for reports and log lines)", () -> check("")),
          BuilderTest.wrong(
              "period: PT-1S (expected: > 0)", () -> check("c").period(ofSeconds(-1))),
          BuilderTest.wrong(
              "timeout: PT-1S (expected: > 0)", () -> check("c").timeout(ofSeconds(-1))),
          BuilderTest.wrong("period: PT0S (expected: > 0)", () -> check("c").period(Duration.ZERO)),
          BuilderTest.wrong("ttl: PT-1S (expected: > 0)", () -> check("c").ttl(ofSeconds(-1))),
          BuilderTest.wrong(
              "timeout: PT0S (expected: > 0)", () -> check("c").timeout(Duration.ZERO)),
          BuilderTest.wrong(
              "staleAfter: PT0S (expected: > 0)", () -> check("c").staleAfter(Duration.ZERO)),
          BuilderTest.wrong(
              "failureThreshold: 0 (expected: >= 1)", () -> check("c").failureThreshold(0)),
          BuilderTest.wrong(
              "successThreshold: -3 (expected: >= 1)", () -> check("c").successThreshold(-3)),
          BuilderTest.wrong("jitter: 1.0 (expected: >= 0 and < 1)", () -> check("c").jitter(1)),
          BuilderTest.wrong("jitter: -0.1 (expected: >= 0 and < 1)", () -> check("c").jitter(-0.1)),
          BuilderTest.wrong(
              "jitter: NaN (expected: >= 0 and < 1)", () -> check("c").jitter(Double.NaN)),
          BuilderTest.wrong(
              "ttl: PT2S (expected: none, since a period of PT1S is given; choose background or on"
                  + " demand)",
              () -> check("c").period(ofSeconds(1)).ttl(ofSeconds(2)).build()),
          BuilderTest.wrong(
              "staleAfter: PT12S (expected: > PT12S, which is period, longer by its jitter, plus timeout)",
              () -> check("c").staleAfter(ofSeconds(12)).build()),
          BuilderTest.wrong(
              "staleAfter: PT3S (expected: > PT6S, which is ttl plus timeout)",
              () -> check("c").ttl(ofSeconds(5)).staleAfter(ofSeconds(3)).build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void such_as(String message, ThrowingCallable use) {
      assertThatThrownBy(use).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
  }

  @Nested
  class Null_is_refused_by_name {

    static Stream<Arguments> missing() {
      return Stream.of(
          BuilderTest.wrong("service", () -> builder().service(null)),
          BuilderTest.wrong("check", () -> builder().service("a", (HealthCheck) null)),
          BuilderTest.wrong("check", () -> builder().overall((HealthCheck) null)),
          BuilderTest.wrong("check", () -> builder().start().addService("a", (HealthCheck) null)),
          BuilderTest.wrong("service", () -> builder().start().addService(null)),
          BuilderTest.wrong("service", () -> builder().start().removeService(null)),
          BuilderTest.wrong("survivesDrain", () -> builder().survivesDrain((String) null)),
          BuilderTest.wrong("listener", () -> builder().listener(null)),
          BuilderTest.wrong("checkExecutor", () -> builder().checkExecutor(null)),
          BuilderTest.wrong("notifyExecutor", () -> builder().notifyExecutor(null)),
          BuilderTest.wrong("timer", () -> builder().timer(null)),
          BuilderTest.wrong("time", () -> builder().time(null)),
          BuilderTest.wrong("random", () -> builder().random(null)),
          BuilderTest.wrong("check", () -> ServiceCheck.blocking("c", null)),
          BuilderTest.wrong("check", () -> ServiceCheck.async("c", null)),
          BuilderTest.wrong("check", () -> check(null)),
          BuilderTest.wrong("check", () -> HealthCheck.optional(null)),
          BuilderTest.wrong("period", () -> check("c").period(null)),
          BuilderTest.wrong("ttl", () -> check("c").ttl(null)),
          BuilderTest.wrong("timeout", () -> check("c").timeout(null)),
          BuilderTest.wrong("staleAfter", () -> check("c").staleAfter(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("missing")
    void such_as(String name, ThrowingCallable use) {
      assertThatNullPointerException().isThrownBy(use::call).withMessage(name);
    }
  }

  @Nested
  class A_builder {

    @Test
    void is_used_once() {
      HealthBuilder builder = builder();
      builder.start().close();
      assertThatIllegalStateException()
          .isThrownBy(builder::start)
          .withMessage("builder: used (expected: a new one for each health)");
    }

    @Test
    void that_was_refused_ran_nothing_and_left_nothing_behind() {
      Lab.Script script = new Lab.Script("P");
      ManualTime time = new ManualTime();
      ServiceCheck check = Lab.every10s("check", script).build();
      HealthBuilder builder =
          Lab.inline(time).service("a", check, status).service("b", ServiceStatus.create("status"));
      assertThatThrownBy(builder::start).isInstanceOf(IllegalArgumentException.class);
      time.advance(Lab.PERIOD);
      assertThat(script.runs).isZero();
      assertThat(time.pending()).isZero();
      status.set(CheckResult.failing("lost")); // reaches no half-built health
    }

    @Test
    void that_was_refused_runs_nothing_though_a_status_is_set_meanwhile() {
      HookedTime time = new HookedTime();
      Lab.Script script = new Lab.Script("P");
      Thread setter = new Thread(() -> status.set(CheckResult.failing("lost")));
      status.set(CheckResult.passing());
      time.beforeNow = () -> Lab.startAndAwaitBlocked(setter);
      HealthBuilder builder =
          Lab.inline(time)
              .service("a", Lab.every10s("check", script).build(), status)
              .service("b", ServiceStatus.create("status"));
      assertThatThrownBy(builder::start).isInstanceOf(IllegalArgumentException.class);
      Lab.join(setter);
      time.manual.advance(Lab.PERIOD);
      assertThat(script.runs).isZero();
      assertThat(time.manual.pending()).isZero();
    }

    @Test
    void may_give_the_overall_list_before_and_after_the_services() {
      status.set(CheckResult.passing());
      Health health = builder().overall(status).service("a", status).start();
      assertThat(health.status("")).isEqualTo(SERVING);
    }
  }

  @Nested
  class Durations_without_an_end {

    @ParameterizedTest
    @ValueSource(strings = {"period", "ttl", "timeout", "staleAfter"})
    void are_taken_for_what_they_mean(String which) {
      Duration forever = ChronoUnit.FOREVER.getDuration();
      assertThatCode(
              () -> {
                ServiceCheck.Builder builder = check("c");
                ServiceCheck check =
                    switch (which) {
                      case "period" -> builder.period(forever).build();
                      case "ttl" -> builder.ttl(forever).build();
                      case "timeout" -> builder.timeout(forever).build();
                      default -> builder.staleAfter(forever).build();
                    };
                ManualTime time = new ManualTime();
                Health health = Lab.inline(time).service("a", check).start();
                health.check("a", answer -> assertThat(answer).isEqualTo(SERVING));
                time.advance(Duration.ofHours(1));
                health.close();
              })
          .doesNotThrowAnyException();
    }
  }
}
