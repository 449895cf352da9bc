package dev.vitals.health.http;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitals.health.HealthSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Serves health over HTTP on a port of its own, on the JDK's server.
 *
 * <pre>{@code
 * HealthHttp http = HealthHttp.builder(health).declarePrivate().build();
 * InetSocketAddress address = new InetSocketAddress("127.0.0.1", 8080);
 * try (HealthHttpServer server = HealthHttpServer.start(http, address)) {
 *   // ...
 * }
 * }</pre>
 *
 * <p>Clients that send half a request or do not read are cut off after three seconds, and after a
 * tenth of a second while others wait for a thread. Each connection serves one request. Threads are
 * daemons, so they do not keep the process alive: at most 256 for requests, and one for each live
 * page.
 *
 * <p>The JDK's server takes its limits on connections from system properties alone, which it reads
 * once for the whole process, when the first HTTP server is created. {@link #start} sets those that
 * nobody has set: {@code jdk.httpserver.maxConnections} to 2000, {@code
 * sun.net.httpserver.idleInterval} to 5 seconds, {@code sun.net.httpserver.clockTick} to 1000
 * milliseconds. If other code may create a server earlier, set them on the command line. Never set
 * {@code sun.net.httpserver.maxRspTime}: it ends live pages after that time.
 *
 * <p>It speaks plain HTTP, so {@linkplain HealthHttp.Builder#declarePrivate details} belong on
 * loopback or behind what encrypts and authenticates. Thread-safe.
 */
public final class HealthHttpServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HealthHttpServer.class.getName());

  private static final int MAX_CONNECTIONS = 2_000;
  private static final int MAX_THREADS = 256;

  private final HealthHttp http;
  private final HttpServer server;
  private final TimeLimits limits = new TimeLimits();
  private final RequestThreads threads = new RequestThreads(MAX_THREADS, MAX_CONNECTIONS, limits);
  private final Streams streams;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HealthHttpServer(HealthHttp http, HttpServer server) {
    this.http = http;
    this.server = server;
    streams = new Streams(http::state, http.maxStreams(), limits);
  }

  /**
   * Starts to serve.
   *
   * @param address where to listen; port 0 takes any that is free
   * @throws IOException if it cannot listen there
   * @throws IllegalStateException if the source is closed
   */
  public static HealthHttpServer start(HealthHttp http, InetSocketAddress address)
      throws IOException {
    requireNonNull(http, "http");
    requireNonNull(address, "address");
    setUnlessSet("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    setUnlessSet("sun.net.httpserver.idleInterval", 5);
    setUnlessSet("sun.net.httpserver.clockTick", 1_000);
    HealthHttpServer started =
        new HealthHttpServer(http, HttpServer.create(address, MAX_CONNECTIONS));
    started.start();
    return started;
  }

  /** As {@link #start(HealthHttp, InetSocketAddress)}, with no details and the usual names. */
  public static HealthHttpServer start(HealthSource source, InetSocketAddress address)
      throws IOException {
    return start(HealthHttp.of(source), address);
  }

  private static void setUnlessSet(String property, int value) {
    System.getProperties().putIfAbsent(property, Integer.toString(value));
  }

  private void start() {
    boolean started = false;
    try {
      http.source().addListener(streams);
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      startAsDaemon();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** The JDK's own thread is a daemon only if the thread that starts it is one. */
  private void startAsDaemon() {
    DaemonThreads starter = new DaemonThreads("vitals-http-start");
    CompletableFuture.runAsync(server::start, task -> starter.newThread(task).start()).join();
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** How many pages are live. */
  int openStreams() {
    return streams.open();
  }

  private void handle(HttpExchange exchange) {
    Request request = request(exchange);
    if (request.isForStream()) {
      if (!streams.open(new Page(exchange))) {
        send(exchange, HealthHttp.notYet("live pages: as many as may be (try again)"));
      }
      return;
    }
    Thread asking = Thread.currentThread();
    http.respond(
        request,
        response -> {
          if (Thread.currentThread() == asking) {
            send(exchange, response);
          } else { // on a thread of the source, which a client that does not read must not hold
            onThread(exchange, () -> send(exchange, response));
          }
        });
  }

  private static Request request(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    return new Request(
        exchange.getRequestMethod(),
        path == null ? "" : path,
        header(exchange, "Accept"),
        header(exchange, "If-None-Match"));
  }

  private static @Nullable String header(HttpExchange exchange, String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? null : String.join(",", values);
  }

  private void onThread(HttpExchange exchange, Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      exchange.close(); // too many wait, or the server is closed
    }
  }

  private static void send(HttpExchange exchange, Response response) {
    try (exchange) {
      response.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.getResponseHeaders().set("Connection", "close");
      byte[] body = response.body();
      exchange.sendResponseHeaders(response.code(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A client left before its response", e);
    }
  }

  /**
   * Stops at once: requests and live pages end. Idempotent. If the source is closed before it, the
   * pages show that, too.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return; // to stop the JDK's server again may be an error
    }
    http.source().removeListener(streams);
    streams.close();
    server.stop(0);
    threads.close();
    limits.close();
  }

  /** A live page on the JDK's server. Confined to its thread. */
  private static final class Page implements Streams.Sink {

    private final HttpExchange exchange;
    private @Nullable OutputStream body;

    Page(HttpExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void send(byte[] event) throws IOException {
      if (body == null) {
        Streams.HEADERS.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(200, 0); // of a length that nobody knows
        body = exchange.getResponseBody();
      }
      body.write(event);
      body.flush();
    }

    @Override
    public void end() {
      exchange.close();
    }
  }
}
