package dev.vitals.conformance.http2;

/**
 * The header block that opens a call, to be changed at will before it is sent. Immutable.
 *
 * <p>{@code :authority} is filled in by the connection unless it is set here.
 */
public record RawRequest(RawHeaders headers) {
  private static final String SERVICE = "/grpc.health.v1.Health/";

  /** A call of {@code /grpc.health.v1.Health/Check}. */
  public static RawRequest check() {
    return of(SERVICE + "Check");
  }

  /** A call of {@code /grpc.health.v1.Health/List}. */
  public static RawRequest list() {
    return of(SERVICE + "List");
  }

  /** A call of {@code /grpc.health.v1.Health/Watch}. */
  public static RawRequest watch() {
    return of(SERVICE + "Watch");
  }

  /** A call of any path, with what PROTOCOL-HTTP2 asks of every request and nothing more. */
  public static RawRequest of(String path) {
    return new RawRequest(
        RawHeaders.EMPTY
            .plus(":method", "POST")
            .plus(":scheme", "http")
            .plus(":path", path)
            .plus("te", "trailers")
            .plus("content-type", "application/grpc"));
  }

  /** This call with a header set to one value. */
  public RawRequest with(String name, String value) {
    return new RawRequest(headers.with(name, value));
  }

  /** This call with one more header, beside any of the same name. */
  public RawRequest plus(String name, String value) {
    return new RawRequest(headers.plus(name, value));
  }

  /** This call without a header. */
  public RawRequest without(String name) {
    return new RawRequest(headers.without(name));
  }

  String path() {
    return headers.first(":path").orElse("");
  }
}
