package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.core.Health;
import io.grpc.ManagedChannel;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Watches that are told on the event loop of their connection. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventLoopTest {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Health health = Health.builder().service("foo").start();
  private final Collection<Boolean> sentOnLoops = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    health.close();
    loops.shutdownGracefully();
  }

  private @Nullable Executor current() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return null;
  }

  private Rig rig(GrpcHealth service, boolean direct, Sabotage.Deed deed) {
    return new Rig(Transport.NETTY, service, server -> onLoops(server, direct, deed));
  }

  private ServerBuilder<?> onLoops(ServerBuilder<?> server, boolean direct, Sabotage.Deed deed) {
    ((NettyServerBuilder) server)
        .channelType(NioServerSocketChannel.class)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .intercept(Sabotage.ofAll(deed));
    return direct ? server.directExecutor() : server;
  }

  private void noteWhere(int sent) {
    sentOnLoops.add(current() != null);
  }

  private static List<Follower> follow(Rig rig, int connections, int watches) {
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      ManagedChannel channel = rig.connect();
      for (int j = 0; j < watches; j++) {
        followers.add(Follower.of(channel, "foo"));
      }
    }
    followers.forEach(follower -> follower.expect(SERVING));
    return followers;
  }

  @Test
  void every_message_is_sent_by_an_event_loop() {
    GrpcHealth service = GrpcHealth.of(health).eventLoop(this::current).listLimit(0);
    try (Rig rig = rig(service, true, this::noteWhere)) {
      List<Follower> followers = follow(rig, 5, 100);
      health.set("foo", NOT_SERVING);
      followers.forEach(follower -> follower.expect(NOT_SERVING));
      health.set("foo", UNKNOWN);
      followers.forEach(follower -> follower.expect(UNKNOWN));
      assertThat(sentOnLoops).hasSize(1_500).containsOnly(true);
    }
  }

  @Test
  void without_it_changes_are_sent_by_healths_threads() {
    try (Rig rig = rig(GrpcHealth.of(health), true, this::noteWhere)) {
      List<Follower> followers = follow(rig, 1, 1);
      health.set("foo", NOT_SERVING);
      followers.get(0).expect(NOT_SERVING);
      assertThat(sentOnLoops).containsExactly(true, false); // the first by its own call
    }
  }

  @Test
  void on_a_server_with_an_executor_it_changes_nothing() {
    GrpcHealth service = GrpcHealth.of(health).eventLoop(this::current);
    try (Rig rig = rig(service, false, this::noteWhere)) {
      List<Follower> followers = follow(rig, 2, 10);
      health.set("foo", NOT_SERVING);
      followers.forEach(follower -> follower.expect(NOT_SERVING));
      assertThat(sentOnLoops).hasSize(40).containsOnly(false);
    }
  }

  @Test
  void one_loop_that_is_held_up_keeps_no_other_connection_waiting() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    AtomicReference<@Nullable Executor> last = new AtomicReference<>();
    GrpcHealth service = GrpcHealth.of(health).eventLoop(this::current);
    try (Rig rig = rig(service, true, sent -> last.set(current()))) {
      Follower first = follow(rig, 1, 1).get(0);
      Executor itsLoop = requireNonNull(last.get());
      Follower second;
      do {
        second = follow(rig, 1, 1).get(0);
      } while (last.get() == itsLoop);
      itsLoop.execute(
          () -> {
            held.countDown();
            awaitQuietly(release);
          });
      held.await();
      health.set("foo", NOT_SERVING);
      second.expect(NOT_SERVING);
      first.expectNothing();
      release.countDown();
      first.expect(NOT_SERVING);
    } finally {
      release.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
