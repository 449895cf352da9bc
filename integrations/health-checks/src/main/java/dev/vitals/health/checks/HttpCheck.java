package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.CheckContext;
import dev.vitals.health.core.ServiceCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Checks that a GET answers with a status from 200 to 299.
 *
 * <pre>{@code
 * ServiceCheck payments = HttpCheck.of("payments", client, URI.create("https://payments/readyz")).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}. No thread waits for the answer; its body is dropped as it comes. The
 * client decides on redirects, TLS and proxies: one that follows no redirects, the default, sees a
 * login page as the failure that it is. At the timeout the request is cancelled.
 *
 * <p>Ask an address that costs the other side little and depends on nothing of yours, or two
 * services that check each other go down together and never come back.
 */
public final class HttpCheck {

  private HttpCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param client the application's own
   * @param uri of http or https
   */
  public static ServiceCheck.Builder of(String name, HttpClient client, URI uri) {
    requireNonNull(client, "client");
    HttpRequest.newBuilder(uri); // throws if the scheme or the host is missing
    return ServiceCheck.async(name, context -> run(client, uri, context)).tags(Tags.SHARED);
  }

  private static CompletionStage<CheckResult> run(
      HttpClient client, URI uri, CheckContext context) {
    Duration left = context.remaining();
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(left.isZero() ? Duration.ofNanos(1) : left).build();
    return Stages.result(
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding()),
        answer -> result(answer.statusCode()));
  }

  private static CheckResult result(int status) {
    return status >= 200 && status <= 299
        ? CheckResult.passing()
        : CheckResult.failing("HTTP " + status + " (expected: 200 to 299)");
  }
}
