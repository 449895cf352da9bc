package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is left of a call whose client has gone: nothing, whatever comes first. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CancellationTest {

  private final Health health = Health.builder().start();
  private final ExecutorService later = Executors.newCachedThreadPool();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch authenticating = new CountDownLatch(1);
  private final CountDownLatch handedOn = new CountDownLatch(1);

  @AfterEach
  void close() {
    later.shutdownNow();
    health.close();
  }

  /**
   * Hands the end of the request on from another thread, as an interceptor does that authenticates
   * first: a cancellation may overtake it.
   */
  private final class Deferring implements ServerInterceptor {
    private final Runnable authentication;

    Deferring(Runnable authentication) {
      this.authentication = authentication;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onHalfClose() {
          later.execute(
              () -> {
                authentication.run();
                super.onHalfClose();
                handedOn.countDown();
              });
        }

        @Override
        public void onCancel() {
          super.onCancel();
          cancelled.countDown();
        }
      };
    }
  }

  private Rig rig(HealthSource source, Runnable authentication) {
    Deferring deferring = new Deferring(authentication);
    return new Rig(Transport.NETTY, GrpcHealth.of(source), server -> server.intercept(deferring));
  }

  private static ClientCall<?, ?> call(
      Rig rig, MethodDescriptor<HealthCheckRequest, HealthCheckResponse> method) {
    var call = rig.connect().newCall(method, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(1);
    call.sendMessage(Rig.ask("acme.Nobody"));
    call.halfClose();
    return call;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void authenticateUntilCancelled() {
    authenticating.countDown();
    await(cancelled);
  }

  @Nested
  class A_check_that_is_cancelled {

    private final CountDownLatch givenUp = new CountDownLatch(1);

    /** Never answers. */
    private HealthSource silent(Runnable beforeItReturns) {
      return new ForwardingSource(health) {
        @Override
        public PendingCheck check(String service, Consumer<? super ServingStatus> answer) {
          asked.countDown();
          beforeItReturns.run();
          return givenUp::countDown;
        }
      };
    }

    @Test
    void while_it_waits_is_given_up() {
      try (Rig rig = rig(silent(() -> {}), () -> {})) {
        ClientCall<?, ?> call = call(rig, HealthGrpc.getCheckMethod());
        await(handedOn);
        assertThat(givenUp.getCount()).isEqualTo(1);
        call.cancel("enough", null);
        await(givenUp);
      }
    }

    @Test
    void before_the_source_has_given_its_handle_is_given_up() {
      try (Rig rig = rig(silent(() -> await(cancelled)), () -> {})) {
        ClientCall<?, ?> call = call(rig, HealthGrpc.getCheckMethod());
        await(asked);
        call.cancel("enough", null);
        await(givenUp);
      }
    }

    @Test
    void before_it_asks_is_given_up() {
      try (Rig rig = rig(silent(() -> {}), CancellationTest.this::authenticateUntilCancelled)) {
        ClientCall<?, ?> call = call(rig, HealthGrpc.getCheckMethod());
        await(authenticating);
        call.cancel("enough", null);
        await(givenUp);
      }
    }
  }

  @Nested
  class A_watch_that_is_cancelled {

    private final AtomicInteger opened = new AtomicInteger();

    private HealthSource counting(Runnable beforeItReturns) {
      return new ForwardingSource(health) {
        @Override
        public Watch watch(String service, WatchListener listener) {
          Watch watch = super.watch(service, listener);
          opened.incrementAndGet();
          asked.countDown();
          beforeItReturns.run();
          return watch;
        }
      };
    }

    @Test
    void while_the_source_opens_it_is_closed() {
      try (Rig rig = rig(counting(() -> await(cancelled)), () -> {})) {
        ClientCall<?, ?> call = call(rig, HealthGrpc.getWatchMethod());
        await(asked);
        assertThat(health.openWatches()).isEqualTo(1);
        call.cancel("enough", null);
        Rig.awaitNoWatches(health);
      }
    }

    @Test
    void before_it_is_opened_is_not_opened() {
      try (Rig rig = rig(counting(() -> {}), CancellationTest.this::authenticateUntilCancelled)) {
        ClientCall<?, ?> call = call(rig, HealthGrpc.getWatchMethod());
        await(authenticating);
        call.cancel("enough", null);
        await(handedOn);
        assertThat(opened).hasValue(0);
      }
    }
  }
}
