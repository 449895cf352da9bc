package dev.vitals.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {

  /** What the status page, metrics and alerts call the server as a whole. */
  private static final String OVERALL = "(overall)";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The service; the server as a whole if left out, or for '(overall)'.")
  private String service = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "Metadata to send, such as 'authorization: Bearer …'; may be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "For the whole command, such as 500ms, 5s, 1m.")
  private @Nullable Duration timeout;

  @Option(names = "--json", description = "Print a JSON object a line.")
  private boolean json;

  /** Returns the service's name; {@code ""} is the server as a whole. */
  String service() {
    return service.equals(OVERALL) ? "" : service;
  }

  boolean json() {
    return json;
  }

  /** Returns the time that is given, or another. */
  Duration timeoutOr(Duration other) {
    return timeout == null ? other : timeout;
  }

  @Nullable Duration timeout() {
    return timeout;
  }

  /**
   * Returns the metadata, each with a name and a value.
   *
   * @throws IllegalArgumentException if one has no colon. The message does not quote the value,
   *     which may be a secret
   */
  List<Header> headers() {
    return headers.stream().map(Header::of).toList();
  }

  /** One entry of metadata, or one HTTP header. */
  record Header(String name, String value) {

    private static Header of(String text) {
      int colon = text.indexOf(':', 1);
      if (colon < 0) {
        throw new IllegalArgumentException("--header: without a colon (expected: NAME:VALUE)");
      }
      return new Header(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }
  }
}
