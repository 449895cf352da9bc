package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.vitals.health.Printable;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A service's report, as the server gives it over HTTP: gRPC's protocol has statuses alone.
 *
 * @param healthy what the code of the response says: 200 is healthy, 503 is not
 * @param text as the server wrote it, but without what a terminal would obey
 */
record Report(boolean healthy, String text) {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415; // gRPC's answer to other HTTP/2
  private static final int UNHEALTHY = 503;

  /** A report is this line alone if the server tells no reasons. */
  private static final Pattern STATUS_ALONE = Pattern.compile("'.*' [A-Z_]+");

  /** A service's line in an overview. Quotes in the name are escaped. */
  private static final Pattern NAME =
      Pattern.compile("^('(?:[^'\\\\]|\\\\.)*') [A-Z_]+ since ", Pattern.MULTILINE);

  private static final int MAX_NAMES = 20;

  private static final String TEXT = "text/plain";

  /** The shape of health-http's that speaks gRPC's statuses. */
  private static final String JSON = "application/vnd.vitals.health+json";

  /** More than any service's report has. */
  private static final int MAX_BYTES = 1 << 20;

  /**
   * Asks for a report.
   *
   * @param server such as {@code http://localhost:8080}; its path, if any, goes before ours
   * @param json whether to ask for JSON instead of text
   * @throws IllegalArgumentException if the address or a header cannot be used
   */
  static Report of(
      URI server,
      String service,
      boolean json,
      List<CommonOptions.Header> headers,
      SSLContext tls,
      Duration timeout)
      throws CallFailedException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).sslContext(tls).build();
    String path = "/health/" + URLEncoder.encode(service, UTF_8).replace("+", "%20"); // no form
    HttpRequest report = request(server, path, json ? JSON : TEXT, headers);
    HttpRequest overview = request(server, "/", TEXT, headers);
    return await(
        server,
        timeout,
        ask(client, report)
            .exceptionallyCompose(
                why ->
                    unwrapped(why) instanceof UnknownException unknown
                        ? explained(unknown, service, () -> ask(client, overview))
                        : CompletableFuture.failedFuture(why)));
  }

  private static HttpRequest request(
      URI server, String path, String mediaType, List<CommonOptions.Header> headers) {
    URI uri = URI.create(server.toString().replaceAll("/+$", "") + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", mediaType);
    headers.forEach(header -> request.header(header.name(), header.value()));
    return request.build();
  }

  private static CompletableFuture<Report> ask(HttpClient client, HttpRequest request) {
    return client
        .sendAsync(request, BodyHandlers.ofInputStream())
        .thenApplyAsync(response -> read(response));
  }

  /** Says what a 404 means, and names the services if the server tells them. */
  private static CompletableFuture<Report> explained(
      UnknownException unknown, String service, Supplier<CompletableFuture<Report>> overview) {
    if (!unknown.isOfHealthHttp()) {
      return CompletableFuture.failedFuture(
          new RefusedException(
              "404: no Vitals page there (expected: where health-http is served, with its path)"));
    }
    return overview
        .get()
        .handle((services, failure) -> services == null ? "" : services.names())
        .thenApply(
            names -> {
              throw new RefusedException(
                  "404: no service "
                      + Printable.quote(service)
                      + (names.isEmpty() ? "" : " (expected: one of " + names + ")"));
            });
  }

  private static Report await(URI server, Duration timeout, CompletableFuture<Report> report)
      throws CallFailedException, InterruptedException {
    try {
      return report.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CallFailedException(
          Exit.FAILED, Status.Code.DEADLINE_EXCEEDED, server + ": " + "no answer in time");
    } catch (ExecutionException e) {
      throw failed(server, unwrapped(e));
    }
  }

  private static Throwable unwrapped(Throwable why) {
    Throwable cause = why;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Returns whether the text has the status and nothing else. Not for JSON. */
  boolean isStatusAlone() {
    return STATUS_ALONE.matcher(text).matches();
  }

  /** Returns the names of the services of an overview, quoted; some of them if there are many. */
  private String names() {
    List<String> names = NAME.matcher(text).results().map(line -> line.group(1)).sorted().toList();
    return names.stream().limit(MAX_NAMES).collect(joining(", "))
        + (names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "");
  }

  private static Report read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      String text = printable(new String(body.readNBytes(MAX_BYTES), UTF_8)).stripTrailing();
      return switch (response.statusCode()) {
        case OK -> new Report(true, text);
        case UNHEALTHY -> new Report(false, text);
        case NOT_FOUND -> throw new UnknownException(text);
        case UNSUPPORTED_MEDIA_TYPE -> throw new RefusedException("415 " + Reason.IS_GRPC);
        default -> throw new RefusedException(String.valueOf(response.statusCode()));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CallFailedException failed(URI server, Throwable why) {
    String at = server + ": ";
    if (why instanceof RefusedException) {
      return new CallFailedException(Exit.FAILED, Status.Code.UNKNOWN, at + why.getMessage());
    }
    boolean unconnected =
        why instanceof ConnectException
            || why instanceof HttpConnectTimeoutException
            || why instanceof SSLException;
    return new CallFailedException(
        unconnected ? Exit.UNCONNECTED : Exit.FAILED,
        Status.Code.UNAVAILABLE,
        at + Reason.noHttp(why));
  }

  /** Line ends stay; whatever else a terminal could obey does not. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u0080-\\u009f\\u2028\\u2029&&[^\\n]]", "?");
  }

  /** The server knows no such service, or no such path. */
  private static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownException(String body) {
      super(body, null, false, false);
    }

    /** Returns whether it is the service that is not known [health-http, HealthHttp]. */
    boolean isOfHealthHttp() {
      return String.valueOf(getMessage()).startsWith("service: unknown");
    }
  }

  /** An answer that is no report. Has no stack trace that anybody would read. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
