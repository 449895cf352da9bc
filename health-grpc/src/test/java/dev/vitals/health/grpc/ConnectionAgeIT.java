package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.StormClient.Follower;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that ends its connections as they grow old, under clients that come back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionAgeIT {

  private static final int CONNECTIONS = 20;
  private static final int WATCHES = 50;
  private static final int PATIENCE = 60; // seconds

  @Test
  void a_thousand_watches_end_with_their_connections_come_back_and_end_on_the_right_status()
      throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Health health = Health.builder().service("flap").start();
        Sockets sockets =
            new Sockets(
                GrpcHealth.of(health),
                server ->
                    server
                        .maxConnectionAge(1, TimeUnit.SECONDS)
                        .maxConnectionAgeGrace(200, TimeUnit.MILLISECONDS))) {
      List<Follower> followers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        ManagedChannel channel = sockets.connect();
        for (int j = 0; j < WATCHES; j++) {
          followers.add(Follower.comingBack(channel, "flap"));
        }
      }
      Thread flapping = new Thread(() -> flap(health, over));
      flapping.start();
      assertThat(Remains.within(PATIENCE, () -> followers.stream().allMatch(f -> f.ended >= 2)))
          .as("each watch ended, and ended again after it had come back")
          .isTrue();
      over.countDown();
      flapping.join(TimeUnit.SECONDS.toMillis(PATIENCE));
      assertThat(flapping.isAlive()).as("still flapping").isFalse();
      health.set("flap", UNKNOWN);
      assertThat(
              Remains.within(
                  PATIENCE,
                  () ->
                      health.openWatches() == followers.size()
                          && followers.stream().allMatch(f -> f.open && f.last == UNKNOWN)))
          .as("each is back, on the last status, and once: %s are open", health.openWatches())
          .isTrue();
      followers.forEach(Follower::cancel);
      Remains.within(PATIENCE, () -> health.openWatches() == 0);
      assertThat(health.openWatches()).isZero();
    } finally {
      over.countDown();
    }
  }

  private static void flap(Health health, CountDownLatch over) {
    try {
      for (int i = 0; !over.await(1, TimeUnit.MILLISECONDS); i++) {
        health.set("flap", i % 2 == 0 ? NOT_SERVING : SERVING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
