package dev.vitals.health.spring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.spring.Client.Seen;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** gRPC as a servlet of Tomcat, which has no lifecycle of gRPC's. */
class ServletTest {

  private final Steered db = new Steered();

  private App.Starter app() {
    return App.on(App.Transport.SERVLET).with("vitals.health.period=50ms").indicator("db", db);
  }

  @Test
  void servesAndFollowsItsIndicators() {
    try (App app = app().start()) {
      await().until(() -> app.check("").equals("SERVING"));
      Seen seen = app.watch("");
      db.says("DOWN");
      await().until(() -> seen.statuses.contains("NOT_SERVING"));
      assertThat(app.check("")).isEqualTo("NOT_SERVING");
      // From Tomcat, gRPC's client gets no code of a call that has no answer, whatever the service.
      assertThat(app.check("acme.Nobody")).isEqualTo("INTERNAL");
    }
  }

  @Test
  void anOpenWatchHearsOfTheShutdownAndDoesNotHoldIt() throws Exception {
    try (App app =
        app()
            .with("vitals.health.drain=1s", "server.shutdown=graceful")
            .with("spring.lifecycle.timeout-per-shutdown-phase=1h")
            .start()) {
      await().until(() -> app.check("").equals("SERVING"));
      Seen seen = app.watch("");
      await().until(() -> seen.statuses.contains("SERVING"));
      CompletableFuture<Void> closing = CompletableFuture.runAsync(app.context::close);
      await().until(() -> seen.statuses.contains("NOT_SERVING"));
      closing.get(60, SECONDS); // the hour did not run out
      seen.end.get(20, SECONDS);
    }
  }
}
