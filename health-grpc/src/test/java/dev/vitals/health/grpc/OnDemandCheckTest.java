package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OnDemandCheckTest {

  private final BlockingQueue<CompletableFuture<CheckResult>> runs = new LinkedBlockingQueue<>();

  private ServiceCheck check(Duration timeout) {
    return ServiceCheck.async(
            "db",
            context -> {
              CompletableFuture<CheckResult> run = new CompletableFuture<>();
              runs.add(run);
              return run;
            })
        .ttl(Duration.ofMinutes(1))
        .timeout(timeout)
        .build();
  }

  @Test
  void many_checks_at_once_wait_for_one_run_and_hold_no_thread() throws Exception {
    try (Health health =
            Health.builder().service("acme.Foo", check(Duration.ofSeconds(20))).start();
        // On the event loop itself: a Check that held its thread would stop the server.
        Rig rig =
            new Rig(Transport.NETTY, GrpcHealth.of(health), server -> server.directExecutor())) {
      var stub = HealthGrpc.newFutureStub(rig.connect());
      List<Future<HealthCheckResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        answers.add(stub.check(Rig.ask("acme.Foo")));
      }
      CompletableFuture<CheckResult> run = runs.poll(20, TimeUnit.SECONDS);
      assertThat(Rig.list(rig.connect())).containsKey("acme.Foo");
      run.complete(CheckResult.passing());
      for (Future<HealthCheckResponse> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS).getStatus())
            .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
      }
      assertThat(runs).as("further runs").isEmpty();
    }
  }

  @Test
  void a_caller_with_a_short_deadline_goes_and_the_run_serves_the_others() throws Exception {
    try (Health health =
            Health.builder().service("acme.Foo", check(Duration.ofSeconds(20))).start();
        Rig rig = new Rig(Transport.NETTY, health)) {
      ManagedChannel channel = rig.connect();
      var patient = HealthGrpc.newFutureStub(channel).check(Rig.ask("acme.Foo"));
      CompletableFuture<CheckResult> run = runs.poll(20, TimeUnit.SECONDS);
      var hasty = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(50, TimeUnit.MILLISECONDS);
      assertThatThrownBy(() -> hasty.check(Rig.ask("acme.Foo")))
          .hasMessageStartingWith("DEADLINE_EXCEEDED");
      assertThat(run.isCancelled()).isFalse();
      run.complete(CheckResult.passing());
      assertThat(patient.get(20, TimeUnit.SECONDS).getStatus())
          .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }
  }

  @Test
  void a_check_is_answered_at_the_timeout_of_a_run_that_never_ends() {
    try (Health health =
            Health.builder().service("acme.Foo", check(Duration.ofMillis(50))).start();
        Rig rig = new Rig(Transport.NETTY, health)) {
      assertThat(Rig.check(rig.connect(), "acme.Foo")).isEqualTo(NOT_SERVING);
    }
  }

  @Test
  void a_watch_has_the_check_run_and_shows_what_it_finds() throws Exception {
    try (Health health =
            Health.builder().service("acme.Foo", check(Duration.ofSeconds(20))).start();
        Rig rig = new Rig(Transport.NETTY, health)) {
      Follower follower = Follower.of(rig.connect(), "acme.Foo");
      runs.poll(20, TimeUnit.SECONDS).complete(CheckResult.passing());
      follower.skipTo(SERVING);
    }
  }
}
