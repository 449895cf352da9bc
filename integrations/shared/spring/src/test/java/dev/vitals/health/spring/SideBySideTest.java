package dev.vitals.health.spring;

import static dev.vitals.health.spring.Platform.BAR;
import static dev.vitals.health.spring.Platform.BAR_IS_A_SERVICE;
import static dev.vitals.health.spring.Platform.EVERY_50_MS;
import static dev.vitals.health.spring.Platform.GRACE_PERIOD;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.spring.App.Transport;
import dev.vitals.health.spring.Client.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One application, once on Spring's own bridge and once on Vitals, under four faults that happen.
 * The tests of the bridge are here to fail when Spring mends it.
 */
class SideBySideTest {

  private final Steered first = new Steered();
  private final Steered bar = new Steered();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void release() {
    release.countDown();
  }

  private App.Starter app(Transport transport) {
    return App.on(transport)
        .with(BAR_IS_A_SERVICE)
        .with("vitals.health.timeout=200ms")
        .indicator("first", first)
        .indicator("bar", bar);
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onTheBridgeOneIndicatorThatHangsFreezesAllStatuses(Transport transport) throws Exception {
    try (App app = app(transport).with(EVERY_50_MS).bridge().start()) {
      await().until(() -> app.check(BAR).equals("SERVING"));

      hang();
      bar.says("DOWN");
      int calls = bar.calls.get();

      await().during(Duration.ofSeconds(1)).until(() -> app.check(BAR).equals("SERVING"));
      assertThat(app.check("")).isEqualTo("SERVING");
      assertThat(bar.calls).as("of an indicator that is DOWN, in 20 periods").hasValue(calls);
      release.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onVitalsOneIndicatorThatHangsHarmsNoOther(Transport transport) throws Exception {
    try (App app = app(transport).with(EVERY_50_MS).start()) {
      await().until(() -> app.check(BAR).equals("SERVING"));

      hang();
      await().until(() -> app.check("").equals("NOT_SERVING"));
      assertThat(app.check(BAR)).isEqualTo("SERVING");
      bar.says("DOWN");
      await().until(() -> app.check(BAR).equals("NOT_SERVING"));
      bar.says("UP");
      await().until(() -> app.check(BAR).equals("SERVING"));
      assertThat(app.check("")).isEqualTo("NOT_SERVING");

      release.countDown();
      first.says("UP");
      await().until(() -> app.check("").equals("SERVING"));
    }
  }

  private void hang() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    first.hangs(entered, release);
    assertThat(entered.await(20, SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onTheBridgeOneIndicatorThatThrowsFreezesAllStatuses(Transport transport) {
    try (App app = app(transport).with(EVERY_50_MS).bridge().start()) {
      await().until(() -> app.check(BAR).equals("SERVING"));

      first.throwsOut();
      int thrown = first.calls.get();
      await().until(() -> first.calls.get() >= thrown + 2); // the round under way is over
      bar.says("DOWN");
      int calls = bar.calls.get();
      int since = first.calls.get();
      await().until(() -> first.calls.get() >= since + 10);

      assertThat(app.check(BAR)).isEqualTo("SERVING");
      assertThat(app.check("")).isEqualTo("SERVING");
      assertThat(bar.calls).as("of an indicator that is DOWN, in 10 rounds").hasValue(calls);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onVitalsOneIndicatorThatThrowsFailsAlone(Transport transport) {
    try (App app = app(transport).with(EVERY_50_MS).start()) {
      await().until(() -> app.check(BAR).equals("SERVING"));

      first.throwsOut();
      await().until(() -> app.check("").equals("NOT_SERVING"));
      assertThat(app.check(BAR)).isEqualTo("SERVING");
      bar.says("DOWN");
      await().until(() -> app.check(BAR).equals("NOT_SERVING"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onTheBridgeAServerServesBeforeItHasAskedAnyIndicator(Transport transport) {
    bar.says("DOWN");
    try (App app = app(transport).bridge().start()) {
      assertThat(app.check("")).isEqualTo("SERVING");
      assertThat(app.check(BAR)).isEqualTo("NOT_FOUND");
      assertThat(bar.calls).hasValue(0);
      await().until(() -> app.check("").equals("NOT_SERVING")); // five seconds later
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onVitalsAServerThatIsDownFromTheStartNeverServes(Transport transport) {
    bar.says("DOWN");
    List<String> overall = new ArrayList<>();
    List<String> named = new ArrayList<>();
    try (App app = app(transport).start()) {
      await()
          .until(
              () -> {
                overall.add(app.check(""));
                named.add(app.check(BAR));
                return overall.contains("NOT_SERVING") && named.contains("NOT_SERVING");
              });
    }
    assertThat(overall).isSubsetOf("UNKNOWN", "NOT_SERVING");
    assertThat(named).isSubsetOf("UNKNOWN", "NOT_SERVING");
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onTheBridgeAnOpenWatchHoldsTheShutdownAndHearsNothing(Transport transport) throws Exception {
    try (App app = app(transport).with(GRACE_PERIOD + "2s").bridge().start()) {
      Seen seen = app.watch("");
      await().until(() -> !seen.statuses.isEmpty());
      app.context.close(); // the grace period runs out

      seen.end.get(20, SECONDS);
      assertThat(seen.statuses).containsOnly("SERVING");
      assertThat(seen.end.get()).isNotEqualTo(io.grpc.Status.Code.OK);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "IN_PROCESS"})
  void onVitalsAnOpenWatchHearsOfTheShutdownAndEnds(Transport transport) throws Exception {
    try (App app = app(transport).with(GRACE_PERIOD + "1h", "vitals.health.drain=2s").start()) {
      await().until(() -> app.check("").equals("SERVING"));
      Seen seen = app.watch("");
      await().until(() -> seen.statuses.contains("SERVING"));
      CompletableFuture<Void> closing = CompletableFuture.runAsync(app.context::close);
      await().until(() -> seen.statuses.contains("NOT_SERVING"));
      assertThat(app.check("")).as("a call in the drain").isEqualTo("NOT_SERVING");
      assertThat(app.check("liveness")).as("a call in the drain").isEqualTo("SERVING");
      assertThat(closing).as("the drain goes on").isNotDone();

      closing.get(60, SECONDS); // a grace of an hour did not run out
      assertThat(seen.statuses).endsWith("NOT_SERVING").doesNotHaveDuplicates();
      seen.end.get(20, SECONDS);
    }
  }
}
