package dev.vitals.conformance.http2;

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
public record RawReply(
    List<RawFrame> frames, List<WireMessage> messages, int leftover, Optional<String> lost) {

  public RawReply {
    frames = List.copyOf(frames);
    messages = List.copyOf(messages);
  }

  /** Whether nothing more can come: END_STREAM, RST_STREAM, or the connection's end. */
  public boolean ended() {
    return endedByServer() || lost.isPresent();
  }

  /** Returns all header blocks. */
  public List<RawFrame.Headers> blocks() {
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
  public Optional<RawFrame.Headers> headers() {
    return blocks().stream()
        .filter(block -> !block.fields().first(":status").orElse("").startsWith("1"))
        .findFirst();
  }

  /** Returns the trailers: the block with END_STREAM, which may be the only one. */
  public Optional<RawHeaders> trailers() {
    return blocks().stream()
        .filter(RawFrame.Headers::endStream)
        .map(RawFrame.Headers::fields)
        .findFirst();
  }

  /** Whether headers and trailers were one block (Trailers-Only). */
  boolean trailersOnly() {
    return headers().map(RawFrame.Headers::endStream).orElse(false);
  }

  /** Whether trailers came, whether or not the stream ends with them. */
  public boolean hasTrailers() {
    long blocks =
        blocks().stream()
            .filter(block -> !block.fields().first(":status").orElse("").startsWith("1"))
            .count();
    return blocks > 1 || trailers().isPresent();
  }

  /** Returns RST_STREAM, if it came. */
  public Optional<RawFrame.Reset> reset() {
    return frames.stream()
        .filter(RawFrame.Reset.class::isInstance)
        .map(RawFrame.Reset.class::cast)
        .findFirst();
  }

  /** Returns {@code grpc-status} as it stands in the trailers. */
  public Optional<String> grpcStatus() {
    return trailers().flatMap(block -> block.first("grpc-status"));
  }

  /** Whether the end tells how the call went: {@code grpc-status}, or another HTTP status. */
  public boolean hasStatus() {
    return !httpStatus().equals("200") || grpcStatus().isPresent();
  }

  /** Returns {@code grpc-message} as it stands in the trailers, still percent-encoded. */
  public String grpcMessage() {
    return trailers().flatMap(block -> block.first("grpc-message")).orElse("");
  }

  /**
   * Returns the code that a gRPC client would report: that of the trailers, or the one that
   * PROTOCOL-HTTP2 and http-grpc-status-mapping give where there is none.
   */
  public WireCode code() {
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
  public String httpStatus() {
    return headers().flatMap(block -> block.fields().first(":status")).orElse("none");
  }

  /**
   * Whether the server said that it has not begun with the call, so that it may be made again (RFC
   * 9113, 8.7): REFUSED_STREAM, or a GOAWAY whose last stream came before.
   */
  public boolean wasNotProcessed() {
    return reset().filter(reset -> reset.error() == RawErrors.REFUSED_STREAM).isPresent()
        || lost.filter(why -> why.startsWith("GOAWAY ")).isPresent();
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

  /**
   * Reads the messages as Check's or Watch's, as a patient client would: decompressed if the
   * headers tell how. What can't be read is {@link WireHealth#UNREADABLE}.
   */
  public List<Integer> statuses() {
    String encoding =
        headers().flatMap(block -> block.fields().first("grpc-encoding")).orElse("identity");
    return messages.stream().map(message -> WireHealth.status(message.plain(encoding))).toList();
  }

  /** Whether the call ended OK with one message, and that is this status. */
  public boolean is(int status) {
    return code() == WireCode.OK && ended() && statuses().equals(List.of(status));
  }

  /** Whether the call ended with this code. */
  public boolean is(WireCode code) {
    return ended() && code() == code;
  }

  /** Whether the call ended with an error, whichever. */
  public boolean failed() {
    return ended() && code() != WireCode.OK;
  }

  /** Tells the outcome in a few words, for a verdict; the frames are in the timeline. */
  public String summary() {
    String read =
        messages.size() > 6
            ? messages.size() + " messages, the last of them " + lastStatus()
            : statuses().stream().map(WireHealth::name).collect(Collectors.joining(", "));
    String seen = read.isEmpty() ? "no message" : read;
    if (!ended()) {
      return (frames.isEmpty() ? "nothing at all" : seen) + ", and the call is still open";
    }
    String end = reset().map(reset -> " by RST_STREAM " + RawErrors.name(reset.error())).orElse("");
    if (end.isEmpty() && lost.isPresent()) {
      end = " by the connection's end (" + lost.get() + ")";
    } else if (end.isEmpty() && grpcStatus().isEmpty()) {
      end = " without grpc-status";
    }
    String http =
        httpStatus().equals("200") || end.startsWith(" by") ? "" : ", HTTP " + httpStatus();
    String text = grpcMessage().isEmpty() ? "" : " (" + RawHeaders.printable(grpcMessage()) + ")";
    return code() + text + end + http + ", " + seen;
  }

  /** Tells the whole in one line. */
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

  private String lastStatus() {
    List<Integer> all = statuses();
    return WireHealth.name(all.get(all.size() - 1));
  }

  private RawFrame last() {
    return frames.get(frames.size() - 1);
  }
}
