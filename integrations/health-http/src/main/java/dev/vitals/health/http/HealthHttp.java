package dev.vitals.health.http;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthReport;
import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.Printable;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The health of a source over HTTP, for a {@link HealthHttpServer} or a {@link HealthServlet}.
 *
 * <table>
 * <caption>The paths</caption>
 * <tr><th>path</th><th>what it tells</th></tr>
 * <tr><td>{@code /livez}, {@code /readyz}, {@code /startupz}</td>
 *     <td>the services {@code liveness}, {@code readiness} and {@code startup}, or those that the
 *     builder names</td></tr>
 * <tr><td>{@code /health/NAME}</td><td>any service, by its percent-encoded name; without a name the
 *     server as a whole</td></tr>
 * <tr><td>{@code /actuator/health/NAME}</td><td>the same, as Spring Boot's Actuator tells it</td></tr>
 * <tr><td>{@code /health/live}, {@code /health/ready}, {@code /health/started}</td>
 *     <td>the probes, as MicroProfile names them, unless there is a service of that name</td></tr>
 * <tr><td>{@code /}</td><td>all services: a live page for browsers, text for {@code curl}, JSON for
 *     who asks for it</td></tr>
 * </table>
 *
 * <p>A service that is {@code SERVING} is 200; every other status is 503, {@code UNKNOWN} included;
 * a service that is not known is 404. If the builder names no service for a probe and the usual one
 * is not known, then {@code /readyz} tells of the server as a whole, while {@code /livez} and
 * {@code /startupz} are 200: a process that answers is alive, and to kill it over a database's
 * failure would not help.
 *
 * <p>{@code /health} answers in the shape of MicroProfile Health, the other paths in that of
 * Actuator. {@code Accept} overrides that: Actuator's media type for its shape, {@code
 * application/vnd.vitals.health+json} for gRPC's statuses, {@code text/plain} for text.
 *
 * <p>Reasons, checks and transitions are shown only if the port is {@linkplain
 * Builder#declarePrivate declared private}, since they may name hosts and users. The names and
 * statuses of services are always shown, as gRPC's List does.
 *
 * <p>A request for one service runs its on-demand checks that are due, as a Check over gRPC does.
 * The page and its text run none, however many people look at them; that text may be a tenth of a
 * second old, so that a flood of requests is a few reports.
 *
 * <p>Immutable and thread-safe. Holds no thread and no connection.
 */
public final class HealthHttp {

  private static final String READINESS = "readiness";
  private static final String LIVENESS = "liveness";
  private static final String STARTUP = "startup";

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private static final String JSON = "application/json";
  private static final String HTML = "text/html";
  private static final String PLAIN = "text/plain";

  /** Spring Boot's own media types; it has answered to the older one for years. */
  private static final String ACTUATOR_V3 = "application/vnd.spring-boot.actuator.v3+json";

  private static final String ACTUATOR_V2 = "application/vnd.spring-boot.actuator.v2+json";

  /** What MicroProfile calls the probes, below {@code /health}. */
  private static final Map<String, String> MICROPROFILE_PROBES =
      Map.of("live", "/livez", "ready", "/readyz", "started", "/startupz");

  private final HealthSource source;
  private final boolean details;
  private final int maxStreams;
  private final @Nullable String liveness;
  private final @Nullable String readiness;
  private final @Nullable String startup;
  private final PageFiles files = new PageFiles();
  private final RecentReport recent;

  private HealthHttp(Builder builder) {
    source = builder.source;
    recent = new RecentReport(source);
    details = builder.isPrivate;
    maxStreams = builder.maxStreams;
    liveness = builder.liveness;
    readiness = builder.readiness;
    startup = builder.startup;
  }

  /** Serves a source's health with no details, on any port. */
  public static HealthHttp of(HealthSource source) {
    return builder(source).build();
  }

  /** Begins to configure how a source's health is served. */
  public static Builder builder(HealthSource source) {
    return new Builder(source);
  }

  HealthSource source() {
    return source;
  }

  int maxStreams() {
    return maxStreams;
  }

  /** Returns the present state of all services as the page gets it. Runs no check. */
  String state() {
    return Json.of(ReportJson.of(source.report(), details));
  }

  /**
   * Answers a request. The answer comes once: at once on the caller's thread, unless it waits for
   * an on-demand check; then on a thread of the source, which must not be blocked.
   *
   * @return a handle that cancels what waits
   */
  PendingCheck respond(Request request, Consumer<? super Response> answer) {
    Consumer<Response> finish = response -> answer.accept(finished(request, response));
    Response file = files.get(request.path());
    boolean isProbe = isProbe(request.path());
    String name = isProbe ? null : nameIn(request.path());
    if (file == null && !isProbe && name == null && !request.path().equals(Request.EVENTS)) {
      finish.accept(error(404, "path: unknown (expected: /, /livez, /readyz, /startupz, /health)"));
    } else if (!request.isHead() && !request.method().equals("GET")) {
      finish.accept(error(405, "method (expected: GET or HEAD)").with("Allow", "GET, HEAD"));
    } else if (isProbe) {
      return probe(request, request.path(), finish);
    } else if (name != null) {
      return service(request, name, finish);
    } else if (file == null) {
      finish.accept(notYet("live pages: not here"));
    } else {
      finish.accept(request.path().equals(PageFiles.ROOT) ? overview(request, file) : file);
    }
    return PendingCheck.ANSWERED;
  }

  private static Response finished(Request request, Response response) {
    Response changed = response.unless(request.ifNoneMatch());
    return request.isHead() ? changed.withoutBody() : changed;
  }

  private static Response error(int code, String text) {
    return Response.of(code, Shape.TEXT.mediaType(), text + '\n');
  }

  /** Returns the answer to what cannot be had now. */
  static Response notYet(String why) {
    return error(UNAVAILABLE, why).with("Retry-After", "5");
  }

  // --- One service ---

  private static boolean isProbe(String path) {
    return path.equals("/livez") || path.equals("/readyz") || path.equals("/startupz");
  }

  /** Returns the name that follows a path of health, still encoded; null if it is another path. */
  private static @Nullable String nameIn(String path) {
    for (String prefix : new String[] {"/health", "/actuator/health"}) {
      if (path.equals(prefix)) {
        return "";
      } else if (path.startsWith(prefix + '/')) {
        return path.substring(prefix.length() + 1);
      }
    }
    return null;
  }

  private PendingCheck probe(Request request, String path, Consumer<Response> answer) {
    return switch (path) {
      case "/readyz" -> {
        boolean asAWhole = readiness == null && isUnknown(READINESS);
        yield check(request, asAWhole ? "" : orUsual(readiness, READINESS), answer);
      }
      case "/livez" -> alive(request, liveness, LIVENESS, answer);
      default -> alive(request, startup, STARTUP, answer);
    };
  }

  private PendingCheck alive(
      Request request, @Nullable String chosen, String usual, Consumer<Response> answer) {
    if (chosen == null && isUnknown(usual)) {
      answer.accept(status(request, usual, ServingStatus.SERVING, null));
      return PendingCheck.ANSWERED;
    }
    return check(request, orUsual(chosen, usual), answer);
  }

  private static String orUsual(@Nullable String chosen, String usual) {
    return chosen == null ? usual : chosen;
  }

  private boolean isUnknown(String service) {
    return source.status(service) == ServingStatus.SERVICE_UNKNOWN;
  }

  private PendingCheck service(Request request, String encoded, Consumer<Response> answer) {
    String service = PathSegment.decode(encoded);
    if (service == null) {
      answer.accept(error(400, "name: wrongly encoded (expected: percent-encoded UTF-8)"));
      return PendingCheck.ANSWERED;
    }
    String probe = MICROPROFILE_PROBES.get(service);
    return probe != null && isUnknown(service)
        ? probe(request, probe, answer)
        : check(request, service, answer);
  }

  private PendingCheck check(Request request, String service, Consumer<Response> answer) {
    return source.check(service, status -> answer.accept(answer(request, service, status)));
  }

  private Response answer(Request request, String service, ServingStatus status) {
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      return error(404, "service: unknown (expected: one that / lists)");
    }
    // The report is younger than the answer. The code and the body have to agree.
    ServiceReport why = details ? source.report(service).orElse(null) : null;
    return status(request, service, why == null ? status : why.status(), why);
  }

  private static Response status(
      Request request, String service, ServingStatus status, @Nullable ServiceReport why) {
    Accept accept = Accept.of(request.accept());
    String vendor =
        accept.named(ACTUATOR_V3) >= accept.named(ACTUATOR_V2) ? ACTUATOR_V3 : ACTUATOR_V2;
    double asVendor = accept.named(vendor);
    Shape shape = shape(request.path());
    String type = shape.mediaType();
    if (accept.named(Shape.VITALS.mediaType()) > 0) {
      shape = Shape.VITALS;
      type = shape.mediaType();
    } else if (accept.quality(PLAIN) > Math.max(accept.quality(JSON), asVendor)) {
      shape = Shape.TEXT;
      type = shape.mediaType();
    } else if (asVendor > 0) {
      shape = Shape.ACTUATOR;
      type = vendor;
    }
    int code = status == ServingStatus.SERVING ? OK : UNAVAILABLE;
    return Response.of(code, type, shape.body(service, status, why));
  }

  private static Shape shape(String path) {
    return path.equals("/health") || path.startsWith("/health/")
        ? Shape.MICROPROFILE
        : Shape.ACTUATOR;
  }

  // --- All services ---

  private Response overview(Request request, Response page) {
    Accept accept = Accept.of(request.accept());
    if (accept.named(HTML) > 0) {
      return page;
    }
    HealthReport report = recent.report();
    return accept.named(JSON) > 0
        ? Response.of(OK, JSON, Json.of(ReportJson.of(report, details)))
        : Response.of(OK, Shape.TEXT.mediaType(), text(report) + '\n');
  }

  private String text(HealthReport report) {
    if (details) {
      return report.describe();
    }
    StringBuilder text = new StringBuilder("as of ").append(millis(report.at()));
    text.append(report.draining() ? ", draining" : "");
    for (ServiceReport service : report.services()) {
      text.append('\n').append(Printable.quote(service.service()));
      text.append(' ').append(service.status()).append(" since ").append(millis(service.since()));
    }
    return text.toString();
  }

  private static Instant millis(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Configures how health is served. For one thread. */
  public static final class Builder {

    private static final int DEFAULT_STREAMS = 32;

    private final HealthSource source;
    private boolean isPrivate;
    private int maxStreams = DEFAULT_STREAMS;
    private @Nullable String liveness;
    private @Nullable String readiness;
    private @Nullable String startup;

    private Builder(HealthSource source) {
      this.source = requireNonNull(source, "source");
    }

    /**
     * Declares that only operators reach the port, and so shows them details: reasons, checks and
     * transitions, which may name hosts and users. Exceptions are never shown.
     */
    public Builder declarePrivate() {
      isPrivate = true;
      return this;
    }

    /**
     * Names the service of {@code /livez}. If it is not known, {@code /livez} is 404: a misspelt
     * name must not look healthy.
     */
    public Builder liveness(String service) {
      liveness = requireNonNull(service, "service");
      return this;
    }

    /** Names the service of {@code /readyz}. If it is not known, {@code /readyz} is 404. */
    public Builder readiness(String service) {
      readiness = requireNonNull(service, "service");
      return this;
    }

    /** Names the service of {@code /startupz}. If it is not known, {@code /startupz} is 404. */
    public Builder startup(String service) {
      startup = requireNonNull(service, "service");
      return this;
    }

    /**
     * Limits how many pages may be live at once, 32 unless set. Each takes a thread and a
     * connection; a page beyond that is refused and tries again.
     *
     * @param streams not negative; 0 switches live pages off
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxStreams(int streams) {
      if (streams < 0) {
        throw new IllegalArgumentException("streams: " + streams + " (expected: >= 0)");
      }
      maxStreams = streams;
      return this;
    }

    /** Returns what a server or a servlet serves. */
    public HealthHttp build() {
      return new HealthHttp(this);
    }
  }
}
