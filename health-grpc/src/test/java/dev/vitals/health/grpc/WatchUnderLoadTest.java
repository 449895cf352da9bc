package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import dev.vitals.health.core.Health;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WatchUnderLoadTest {

  private static final int FLAPS = 100_000;

  private final Health health = Health.builder().start();

  @AfterEach
  void close() {
    health.close();
  }

  @Test
  void a_client_that_reads_nothing_gets_a_few_messages_when_it_reads_again() {
    health.set("acme.Foo", SERVING);
    int window = 70; // bytes: ten messages fit into what the client lets the server send
    try (Rig rig = new Rig(Transport.NETTY, health)) {
      ManagedChannel narrow =
          NettyChannelBuilder.forAddress("localhost", rig.server.getPort())
              .flowControlWindow(window)
              .usePlaintext()
              .build();
      Follower stalled = Follower.reading(1, narrow, "acme.Foo").expect(SERVING);
      Follower reader = Follower.of(rig.connect(), "acme.Foo").expect(SERVING);
      flap(ServingStatus.UNKNOWN);
      reader.skipTo(ServingStatus.UNKNOWN);
      stalled.readAll();
      assertThat(stalled.skipTo(ServingStatus.UNKNOWN)).isLessThanOrEqualTo(window / 7 + 3);
      narrow.shutdownNow();
    }
  }

  @Test
  void every_watcher_ends_on_the_last_status_of_a_storm() {
    health.set("acme.Foo", SERVING);
    try (Rig rig = new Rig(Transport.NETTY, health)) {
      List<Follower> followers = new ArrayList<>();
      for (int connection = 0; connection < 4; connection++) {
        ManagedChannel channel = rig.connect();
        for (int i = 0; i < 100; i++) {
          followers.add(Follower.of(channel, "acme.Foo"));
        }
      }
      flap(ServingStatus.UNKNOWN);
      followers.forEach(follower -> follower.skipTo(ServingStatus.UNKNOWN));
      followers.forEach(Follower::expectNothing);
    }
  }

  private void flap(ServingStatus last) {
    for (int i = 0; i < FLAPS; i++) {
      health.set("acme.Foo", i % 2 == 0 ? NOT_SERVING : SERVING);
    }
    health.set("acme.Foo", last);
  }

  @Test
  void watches_hold_no_threads() {
    try (Rig rig = new Rig(Transport.NETTY, health)) {
      ManagedChannel channel = rig.connect();
      Follower.of(channel, "").expect(SERVING);
      int before = Thread.activeCount();
      List<Follower> followers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        followers.add(Follower.of(channel, ""));
      }
      followers.forEach(follower -> follower.expect(SERVING));
      assertThat(health.openWatches()).isEqualTo(1001);
      assertThat(Thread.activeCount() - before).isLessThan(100); // gRPC's own pool, at most
    }
  }

  @Test
  void watches_of_a_connection_share_a_route_that_no_other_connection_has() {
    Set<Object> routes = ConcurrentHashMap.newKeySet();
    HealthSource noting =
        (HealthSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HealthSource.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("watch")) {
                    routes.add(((WatchListener) arguments[1]).route());
                  }
                  return method.invoke(health, arguments);
                });
    try (Rig rig = new Rig(Transport.NETTY, noting)) {
      for (int connection = 1; connection <= 3; connection++) {
        ManagedChannel channel = rig.connect();
        for (int i = 0; i < 5; i++) {
          Follower.of(channel, "").expect(SERVING);
        }
        assertThat(routes).hasSize(connection);
      }
    }
  }
}
