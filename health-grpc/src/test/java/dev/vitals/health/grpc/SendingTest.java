package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** When an interceptor, or gRPC itself, throws, hangs or calls back where a status is sent. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SendingTest {

  private final Health health = Health.builder().start();
  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    health.close();
  }

  private Rig rig(Health served, Sabotage sabotage) {
    return new Rig(
        Transport.IN_PROCESS, GrpcHealth.of(served), server -> server.intercept(sabotage));
  }

  private static Rig rig(Health served, Sabotage sabotage, Executor callbacks) {
    return new Rig(
        Transport.IN_PROCESS,
        GrpcHealth.of(served),
        server -> server.intercept(sabotage).executor(callbacks));
  }

  private static void fail(int sent) {
    if (sent > 0) {
      throw new StackOverflowError("planted");
    }
  }

  private void hang(int sent) throws InterruptedException {
    if (sent == 1) {
      hung.countDown();
      release.await(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void a_watcher_whose_sending_throws_harms_neither_the_setter_nor_the_others() {
    try (Rig rig = rig(health, Sabotage.ofCall(3, SendingTest::fail))) {
      List<Follower> followers = follow(rig, 10);
      followers.remove(2);
      health.set("", NOT_SERVING);
      followers.forEach(follower -> follower.expect(NOT_SERVING));
      health.set("", SERVING);
      followers.forEach(follower -> follower.expect(SERVING));
    }
  }

  @Test
  void a_watcher_whose_sending_throws_is_ended_and_does_not_rest_on_the_old_status() {
    try (Rig rig = rig(health, Sabotage.ofCall(1, SendingTest::fail))) {
      Follower spoiled = Follower.of(rig.connect(), "").expect(SERVING);
      health.set("", NOT_SERVING);
      spoiled.expectEnd(Status.Code.INTERNAL);
      Rig.awaitNoWatches(health);
    }
  }

  @Test
  void a_watcher_whose_sending_hangs_holds_up_neither_the_setter_nor_the_others() throws Exception {
    try (Rig rig = rig(health, Sabotage.ofCall(5, this::hang))) {
      List<Follower> followers = follow(rig, 10);
      Follower stuck = followers.remove(4);
      health.set("", NOT_SERVING);
      Rig.await(hung);
      followers.forEach(follower -> follower.expect(NOT_SERVING));
      health.set("", SERVING);
      followers.forEach(follower -> follower.expect(SERVING));
      health.set("", ServingStatus.UNKNOWN);
      release.countDown();
      assertThat(stuck.skipTo(ServingStatus.UNKNOWN)).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void a_watcher_whose_sending_hangs_is_released_at_once_when_its_client_goes() throws Exception {
    ExecutorService callbacks = Executors.newSingleThreadExecutor();
    try (Rig rig = rig(health, Sabotage.ofCall(1, this::hang), callbacks)) {
      Follower stuck = Follower.of(rig.connect(), "").expect(SERVING);
      callbacks
          .submit(() -> {})
          .get(
              20, TimeUnit.SECONDS); // the call's own turn is over: the notifier sends what follows
      health.set("", NOT_SERVING);
      Rig.await(hung);
      stuck.cancel();
      Rig.awaitNoWatches(health);
    } finally {
      callbacks.shutdown();
    }
  }

  @Test
  void a_watcher_that_changes_its_own_service_as_it_sends_sees_both_statuses_in_order() {
    try (Health inline = Health.builder().notifyExecutor(Runnable::run).start();
        Rig rig = rig(inline, Sabotage.ofCall(1, sent -> inline.set("a", NOT_SERVING)))) {
      inline.set("a", SERVING);
      Follower.of(rig.connect(), "a").expect(SERVING, NOT_SERVING);
    }
  }

  @Test
  void watchers_that_change_each_other_s_service_as_they_send_do_not_wait_for_each_other() {
    CountDownLatch both = new CountDownLatch(2);
    try (Health inline = Health.builder().notifyExecutor(Runnable::run).start();
        Rig rigOfA = rig(inline, Sabotage.ofCall(1, sent -> meetAndSet(both, inline, "b")));
        Rig rigOfB = rig(inline, Sabotage.ofCall(1, sent -> meetAndSet(both, inline, "a")))) {
      inline.set("a", SERVING);
      inline.set("b", SERVING);
      Follower a = Follower.of(rigOfA.connect(), "a");
      Follower b = Follower.of(rigOfB.connect(), "b");
      a.expect(SERVING, NOT_SERVING);
      b.expect(SERVING, NOT_SERVING);
    }
  }

  private static void meetAndSet(CountDownLatch both, Health health, String service)
      throws InterruptedException {
    both.countDown();
    Rig.await(both);
    health.set(service, NOT_SERVING);
  }

  @Test
  void a_check_whose_late_answer_can_not_be_sent_is_ended_before_the_caller_s_deadline() {
    ServiceCheck check =
        ServiceCheck.blocking("db", context -> CheckResult.passing())
            .ttl(Duration.ofMinutes(1))
            .build();
    try (Health onDemand = Health.builder().service("acme.Foo", check).start();
        Rig rig =
            rig(
                onDemand,
                Sabotage.ofAll(
                    sent -> {
                      throw new IllegalStateException("planted");
                    }))) {
      assertThatThrownBy(() -> Rig.check(rig.connect(), "acme.Foo"))
          .hasMessage("INTERNAL: health could not be sent");
    }
  }

  private static List<Follower> follow(Rig rig, int watches) {
    ManagedChannel channel = rig.connect();
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; i < watches; i++) {
      followers.add(Follower.of(channel, "").expect(SERVING));
    }
    return followers;
  }
}
