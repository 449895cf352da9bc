package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final int UNHEALTHY = 503;

  /** More than any service's report has. */
  private static final int MAX_BYTES = 1 << 20;

  /**
   * Asks for a report.
   *
   * @param server such as {@code http://localhost:8080}; its path, if any, goes before ours
   * @throws IllegalArgumentException if the address or a header cannot be used
   */
  static Report of(
      URI server,
      String service,
      String mediaType,
      List<CommonOptions.Header> headers,
      SSLContext tls,
      Duration timeout)
      throws CallFailedException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page(server, service)).header("Accept", mediaType);
    headers.forEach(header -> request.header(header.name(), header.value()));
    HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).sslContext(tls).build();
    CompletableFuture<Report> report =
        client
            .sendAsync(request.build(), BodyHandlers.ofInputStream())
            .thenApplyAsync(response -> read(response, server));
    try {
      return report.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CallFailedException(
          Exit.FAILED, Status.Code.DEADLINE_EXCEEDED, server + ": " + "no answer in time");
    } catch (ExecutionException e) {
      throw failed(server, e.getCause() == null ? e : e.getCause());
    }
  }

  private static URI page(URI server, String service) {
    String base = server.toString().replaceAll("/+$", "");
    // A path has %20 where a form has a plus.
    return URI.create(base + "/health/" + URLEncoder.encode(service, UTF_8).replace("+", "%20"));
  }

  private static Report read(HttpResponse<InputStream> response, URI server) {
    try (InputStream body = response.body()) {
      String text = printable(new String(body.readNBytes(MAX_BYTES), UTF_8)).stripTrailing();
      return switch (response.statusCode()) {
        case OK -> new Report(true, text);
        case UNHEALTHY -> new Report(false, text);
        case NOT_FOUND ->
            throw new RefusedException("404: no such service, or no Vitals page at " + server);
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
        at + Reason.unconnected(why, true));
  }

  /** Line ends stay; whatever else a terminal could obey does not. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u0080-\\u009f\\u2028\\u2029&&[^\\n]]", "?");
  }

  /** An answer that is no report. Has no stack trace that anybody would read. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
