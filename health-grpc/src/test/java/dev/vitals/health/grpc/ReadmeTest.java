package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows must work when pasted. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadmeTest {

  /** Gives the shown class a database that is always there, and keeps what SIGTERM would run. */
  private static final String FRAME =
      """
      import java.lang.reflect.Proxy;
      import java.util.concurrent.Callable;

      %s

      public class Pasted implements Callable<Server>, Runnable {
        static Thread atExit;
        static Server served;

        @Override
        public Server call() throws Exception {
          Connection connection = answering(Connection.class, true);
          HealthServer.serve(answering(DataSource.class, connection));
          return served;
        }

        @Override
        public void run() {
          atExit.run();
        }

        private static <T> T answering(Class<T> type, Object answer) {
          return type.cast(
              Proxy.newProxyInstance(
                  type.getClassLoader(),
                  new Class<?>[] {type},
                  (proxy, method, arguments) ->
                      method.getReturnType() == void.class ? null : answer));
        }
      }
      """;

  @Test
  @Tag("compiler") // Not there where ./check tests on a Java without one.
  void its_code_compiles_serves_and_ends(@TempDir Path out) throws Exception {
    String shown = ShownCode.of(Path.of("..", "README.md")).get(0);
    String code =
        shown
            .replace("forPort(50051)", "forPort(0)") // any that is free
            .replace("drain(ofSeconds(5))", "drain(Duration.ofMillis(1))")
            .replace("server.awaitTermination()", "Pasted.served = server")
            .replace("Runtime.getRuntime().addShutdownHook(", "Pasted.atExit = (");
    assertThat(code).contains("forPort(0)", "ofMillis(1)", "atExit", "served");
    ShownCode.compile("Pasted", FRAME.formatted(code), out);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {out.toUri().toURL()})) {
      Object pasted = loader.loadClass("Pasted").getDeclaredConstructor().newInstance();
      Server server = (Server) ((Callable<?>) pasted).call();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
      Follower follower = Follower.of(channel, "acme.FooService");
      follower.skipTo(SERVING);
      ((Runnable) pasted).run();
      follower.expect(NOT_SERVING).expectEnd(Status.Code.UNAVAILABLE);
      assertThat(server.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      channel.shutdownNow();
    }
  }
}
