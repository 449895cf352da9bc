package dev.vitals.conformance;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came on one stream until a certain moment, exactly. Immutable.
 *
 * @param frames HEADERS, DATA and RST_STREAM of this stream, in order
 * @param messages the gRPC messages that the DATA frames make up
 * @param leftover bytes after the last whole message
 * @param lost why the connection ended, if it did so before the stream
 */
record RawReply(
    List<RawFrame> frames, List<WireMessage> messages, int leftover, Optional<String> lost) {

  RawReply {
    frames = List.copyOf(frames);
    messages = List.copyOf(messages);
  }

  /** Whether nothing more can come: END_STREAM, RST_STREAM, or the connection's end. */
  boolean ended() {
    return endedByServer() || lost.isPresent();
  }

  /** Returns all header blocks. */
  List<RawFrame.Headers> blocks() {
    return frames.stream()
        .filter(RawFrame.Headers.class::isInstance)
        .map(RawFrame.Headers.class::cast)
        .toList();
  }

  /** Returns the body's frames. */
  List<RawFrame.Data> data() {
    return frames.stream()
        .filter(RawFrame.Data.class::isInstance)
        .map(RawFrame.Data.class::cast)
        .toList();
  }

  /** Returns the response headers: the first block that is not an interim (1xx) one. */
  Optional<RawFrame.Headers> headers() {
    return blocks().stream()
        .filter(block -> !block.fields().first(":status").orElse("").startsWith("1"))
        .findFirst();
  }

  /** Returns the trailers: the block with END_STREAM, which may be the only one. */
  Optional<RawHeaders> trailers() {
    return blocks().stream()
        .filter(RawFrame.Headers::endStream)
        .map(RawFrame.Headers::fields)
        .findFirst();
  }

  /** Whether headers and trailers were one block (Trailers-Only). */
  boolean trailersOnly() {
    return headers().map(RawFrame.Headers::endStream).orElse(false);
  }

  /** Returns RST_STREAM, if it came. */
  Optional<RawFrame.Reset> reset() {
    return frames.stream()
        .filter(RawFrame.Reset.class::isInstance)
        .map(RawFrame.Reset.class::cast)
        .findFirst();
  }

  /** Returns {@code grpc-status} as it stands in the trailers. */
  Optional<String> grpcStatus() {
    return trailers().flatMap(block -> block.first("grpc-status"));
  }

  /** Returns {@code grpc-message} as it stands in the trailers, still percent-encoded. */
  String grpcMessage() {
    return trailers().flatMap(block -> block.first("grpc-message")).orElse("");
  }

  /**
   * Returns the code that a gRPC client would report: that of the trailers, or the one that
   * PROTOCOL-HTTP2 and http-grpc-status-mapping give where there is none.
   */
  WireCode code() {
    if (grpcStatus().isPresent()) {
      return WireCode.of(grpcStatus().get());
    }
    Optional<String> http = headers().flatMap(block -> block.fields().first(":status"));
    if (http.isPresent() && !http.get().equals("200")) {
      return WireCode.ofHttp(http.get());
    }
    if (reset().isPresent()) {
      return WireCode.ofReset(reset().get().error());
    }
    return lost.isPresent() ? WireCode.UNAVAILABLE : WireCode.UNKNOWN;
  }

  /** Returns HTTP's status of the response headers, as it stands there. */
  String httpStatus() {
    return headers().flatMap(block -> block.fields().first(":status")).orElse("none");
  }

  private boolean endedByServer() {
    return frames.stream().anyMatch(RawReply::ends);
  }

  static boolean ends(RawFrame frame) {
    if (frame instanceof RawFrame.Headers headers) {
      return headers.endStream();
    }
    if (frame instanceof RawFrame.Data data) {
      return data.endStream();
    }
    return frame instanceof RawFrame.Reset;
  }

  /** Tells the whole in one line, for a verdict. */
  @Override
  public String toString() {
    if (frames.isEmpty() && lost.isEmpty()) {
      return "nothing";
    }
    String seen =
        frames.size() <= 8
            ? frames.stream().map(RawFrame::toString).collect(Collectors.joining("; "))
            : frames.get(0) + "; … " + (frames.size() - 2) + " frames …; " + last();
    return seen
        + lost.map(why -> (frames.isEmpty() ? "" : "; ") + "connection closed: " + why).orElse("")
        + (ended() ? "" : "; the call is still open");
  }

  private RawFrame last() {
    return frames.get(frames.size() - 1);
  }
}
