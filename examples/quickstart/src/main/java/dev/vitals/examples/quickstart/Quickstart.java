package dev.vitals.examples.quickstart;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Runs the server until it is told to stop: by a signal, or by {@code stop} on its standard input.
 *
 * <p>Exit: 0 after {@code stop}; 2 if the environment makes no sense, 1 if it cannot start, both
 * with one line that says why; after a signal what the JVM makes of it, 143 for SIGTERM.
 */
public final class Quickstart {

  /**
   * What gRPC logs with a stack trace for each call that a client breaks off or makes too large,
   * and for each connection that speaks something else: anybody could fill the disk. Held here,
   * since java.util.logging forgets the level of a logger that nobody holds.
   */
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("io.grpc.netty.NettyServerHandler"),
          Logger.getLogger("io.grpc.netty.NettyServerStream"),
          Logger.getLogger("io.grpc.netty.NettyServerTransport.connections"));

  private Quickstart() {}

  /** Takes its settings from the environment; see {@link Settings}. */
  public static void main(String[] args) throws InterruptedException {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));

    Settings settings = null;
    try {
      settings = Settings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      exit(2, e.getMessage());
    }

    App app = new App(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
    try {
      app.start();
    } catch (IOException e) {
      exit(1, e.getMessage());
    }
    System.out.println("quickstart: listening on " + settings.host() + ':' + app.port());
    if (app.pageAddress() != null) {
      System.out.println("quickstart: status page at " + app.pageAddress());
    }
    Thread console = new Console(app, System.out).follow(System.in);
    app.awaitStop();
    console.join(); // it has the last word, or else a signal does
  }

  private static void exit(int code, String why) {
    System.err.println("quickstart: " + why);
    System.exit(code);
  }
}
