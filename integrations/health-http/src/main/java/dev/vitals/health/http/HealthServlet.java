package dev.vitals.health.http;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Serves health over HTTP in a servlet container of Servlet 6 or newer, below the path that it is
 * mapped to.
 *
 * <pre>{@code
 * ServletRegistration.Dynamic servlet =
 *     context.addServlet("health", new HealthServlet(HealthHttp.of(health)));
 * servlet.addMapping("/vitals/*");  // the page is at /vitals/, the probe at /vitals/readyz
 * servlet.setAsyncSupported(true);
 * }</pre>
 *
 * <p>Asynchronous processing lets pages be live, and a request wait for an on-demand check without
 * a thread. Without it no page is live, and such a request holds its thread, ten seconds at most.
 *
 * <p>Slow clients are the container's to cut off. Containers refuse some encoded characters in
 * paths, such as {@code %2F}, before any servlet sees them, unless they are configured not to.
 *
 * <p>Thread-safe. It follows the source from {@link #init} to {@link #destroy}.
 */
public final class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(HealthServlet.class.getName());

  // A servlet is serializable by descent only.
  private final transient HealthHttp http;
  private transient volatile @Nullable Running running;

  /** What runs from init to destroy. */
  private record Running(TimeLimits limits, Streams streams) {}

  /** Creates a servlet that is to be registered with a container. */
  public HealthServlet(HealthHttp http) {
    this.http = requireNonNull(http, "http");
  }

  /** Creates a servlet that shows no details and knows the probes by their usual names. */
  public HealthServlet(HealthSource source) {
    this(HealthHttp.of(source));
  }

  /**
   * Starts to follow the source.
   *
   * @throws IllegalStateException if the source is closed
   */
  @Override
  public void init() {
    TimeLimits limits = new TimeLimits();
    Streams streams = new Streams(http::state, http.maxStreams(), limits);
    http.source().addListener(streams);
    running = new Running(limits, streams);
  }

  /** Ends live pages, and follows the source no longer. */
  @Override
  public void destroy() {
    Running ends = running;
    running = null;
    if (ends != null) {
      http.source().removeListener(ends.streams());
      ends.streams().close();
      ends.limits().close();
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = path(request);
    if (path.isEmpty()) {
      // The page's files are beside it. Relative, so that no proxy's prefix is lost.
      String uri = request.getRequestURI();
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", '.' + uri.substring(uri.lastIndexOf('/')) + '/');
      return;
    }
    Request asked =
        new Request(
            request.getMethod(), path, header(request, "Accept"), header(request, "If-None-Match"));
    if (asked.isForStream()) {
      stream(request, response);
    } else if (request.isAsyncSupported()) {
      respondLater(asked, request, response);
    } else {
      respondNow(asked, response);
    }
  }

  /** Returns what follows the mapping, still encoded. */
  private static String path(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    boolean hasPrefix = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
    return hasPrefix && path.startsWith(request.getServletPath())
        ? path.substring(request.getServletPath().length())
        : path;
  }

  private static @Nullable String header(HttpServletRequest request, String name) {
    List<String> values = Collections.list(request.getHeaders(name));
    return values.isEmpty() ? null : String.join(",", values);
  }

  /** Waits on the container's thread: without asynchronous processing there is no other way. */
  private void respondNow(Request asked, HttpServletResponse response) throws IOException {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    PendingCheck pending = http.respond(asked, answer::complete);
    try {
      send(response, answer.get(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      send(response, HealthHttp.notYet("check: no result yet (try again)"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      send(response, HealthHttp.notYet("interrupted (try again)"));
    } catch (ExecutionException e) {
      throw new IOException(e);
    } finally {
      pending.cancel();
    }
  }

  private void respondLater(Request asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    http.respond(asked, answer::complete);
    if (answer.isDone()) {
      send(response, answer.join());
      return;
    }
    AsyncContext async = request.startAsync();
    async.setTimeout(0); // a check has a timeout of its own
    // On a thread of the container: one of the source must not be held by a client.
    answer.thenAccept(known -> async.start(() -> finish(async, known)));
  }

  private static void finish(AsyncContext async, Response answer) {
    try {
      send((HttpServletResponse) async.getResponse(), answer);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A client left before its response", e);
    } finally {
      async.complete();
    }
  }

  private static void send(HttpServletResponse response, Response answer) throws IOException {
    response.setStatus(answer.code());
    answer.headers().forEach(response::setHeader);
    response.getOutputStream().write(answer.body());
  }

  private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Running now = running;
    if (!request.isAsyncSupported() || now == null) {
      send(response, HealthHttp.notYet("live pages (expected: a servlet that supports async)"));
      return;
    }
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    if (!now.streams().open(new Page(async))) {
      finish(async, HealthHttp.notYet("live pages: as many as may be (try again)"));
    }
  }

  /** A live page in a container. Confined to its thread. */
  private static final class Page implements Streams.Sink {

    private final AsyncContext async;
    private boolean begun;

    Page(AsyncContext async) {
      this.async = async;
    }

    @Override
    public void send(byte[] event) throws IOException {
      HttpServletResponse response = (HttpServletResponse) async.getResponse();
      if (!begun) {
        Streams.HEADERS.forEach(response::setHeader);
        begun = true;
      }
      response.getOutputStream().write(event);
      response.flushBuffer();
    }

    @Override
    public void end() {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        LOG.log(System.Logger.Level.DEBUG, "The container has ended the page already", e);
      }
    }
  }
}
