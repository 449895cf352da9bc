package dev.vitals.examples.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitals.health.HealthSource;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Health over HTTP: 200 while a service is {@code SERVING}, else 503, and JSON that says which.
 *
 * <p>Thread-safe. An answer that waits for a check holds no thread: it is written when it comes. A
 * client that dawdles is cut off, see {@link RequestThreads}; each connection serves one request.
 */
final class HttpHealth implements AutoCloseable {

  /** Which service a path asks for; {@code ""} is the server as a whole. */
  private static final Map<String, String> PATHS =
      Map.of("/livez", "liveness", "/readyz", "readiness", "/startupz", "startup", "/healthz", "");

  private static final int CONNECTIONS = 2_000;
  private static final int THREADS = 256;

  /*
   * Limits that the JDK's server takes from system properties alone. They hold for the whole
   * process, and are read once, when it makes its first HTTP server. If something else in the
   * process makes one earlier (a metrics exporter may), give them on the command line. Without them
   * the threads are bounded all the same, but connections are not.
   */
  static {
    limit("jdk.httpserver.maxConnections", CONNECTIONS); // beyond it, closed as they come
    limit("sun.net.httpserver.idleInterval", 5); // seconds that a connection may be silent
    limit("sun.net.httpserver.clockTick", 1_000); // milliseconds from one look to the next
    // Seconds from a request to the end of its answer: longer than any on-demand check takes. Up to
    // then the server counts a connection that broke before its answer, as if it were open.
    limit("sun.net.httpserver.maxRspTime", 5);
  }

  private static void limit(String property, int value) {
    System.getProperties().putIfAbsent(property, Integer.toString(value));
  }

  private final HealthSource source;
  private final boolean details;
  private final HttpServer server;
  private final RequestThreads threads;
  private final JsonMapper json = new JsonMapper();

  /**
   * Starts to serve.
   *
   * @param details whether {@code ?verbose} tells reasons, which may name hosts and users
   */
  HttpHealth(HealthSource source, InetSocketAddress address, boolean details) throws IOException {
    this.source = source;
    this.details = details;
    server = HttpServer.create(address, CONNECTIONS);
    threads = new RequestThreads(THREADS, CONNECTIONS);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String service = PATHS.get(exchange.getRequestURI().getPath());
    if (service == null) {
      reply(exchange, 404, Map.of("error", "path (expected: one of " + paths() + ")"));
    } else if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      reply(exchange, 405, Map.of("error", "method (expected: GET or HEAD)"));
    } else {
      // It may come on a thread of the source, which a client that does not read must not hold.
      source.check(service, status -> onThread(exchange, () -> answer(exchange, service, status)));
    }
  }

  private void onThread(HttpExchange exchange, Runnable answer) {
    try {
      threads.execute(answer);
    } catch (RejectedExecutionException e) {
      exchange.close(); // too many wait, or it is closed
    }
  }

  private static String paths() {
    return String.join(", ", new TreeMap<>(PATHS).keySet());
  }

  private void answer(HttpExchange exchange, String service, ServingStatus status) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", status);
    if (details && "verbose".equals(exchange.getRequestURI().getQuery())) {
      source.report(service).ifPresent(report -> body.putAll(why(report)));
    }
    reply(
        exchange,
        switch (status) {
          case SERVING -> 200;
          case SERVICE_UNKNOWN -> 404;
          default -> 503;
        },
        body);
  }

  /** What an operator asks at night. Causes stay inside: a stack trace is nobody's business. */
  private static Map<String, Object> why(ServiceReport report) {
    Map<String, Object> why = new LinkedHashMap<>();
    why.put("reason", report.reason());
    why.put("since", report.since().toString());
    why.put("checks", report.checks().stream().map(HttpChecks::json).toList());
    why.put(
        "history",
        report.history().stream()
            .map(change -> change.at() + " " + change.from() + " -> " + change.to())
            .toList());
    return why;
  }

  private void reply(HttpExchange exchange, int code, Map<String, Object> body) {
    try (exchange) {
      byte[] bytes = json.writeValueAsBytes(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("Connection", "close");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(code, -1);
      } else {
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    } catch (IOException e) {
      System.getLogger(HttpHealth.class.getName())
          .log(System.Logger.Level.DEBUG, "A client went before its answer", e);
    }
  }

  /** Stops at once. Close the source after it. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
