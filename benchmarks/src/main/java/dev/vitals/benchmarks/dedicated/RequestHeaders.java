package dev.vitals.benchmarks.dedicated;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request [PROTOCOL-HTTP2.md, "Requests"].
 *
 * @param refusal all of the response, if it is no call; as headers
 * @param request what is to come, if it is one
 * @param nanos how long the caller waits; 2^63 - 1 for ever
 */
record RequestHeaders(byte @Nullable [] refusal, @Nullable Request request, long nanos) {

  static RequestHeaders of(Http2Headers headers) {
    if (!AsciiString.contentEquals("POST", headers.method())) {
      return refused(Blocks.NOT_POST);
    }
    if (!isGrpc(headers.get("content-type"))) {
      return refused(Blocks.NOT_GRPC);
    }
    Method method = Method.at(headers.path());
    if (method == null) {
      return refused(CallStatus.NO_SUCH_METHOD.alone);
    }
    CharSequence timeout = headers.get("grpc-timeout");
    long nanos = timeout == null ? Long.MAX_VALUE : Timeout.nanos(timeout);
    if (nanos < 0) {
      return refused(CallStatus.BAD_TIMEOUT.alone);
    }
    CharSequence encoding = headers.get("grpc-encoding");
    boolean encoded = encoding != null && !"identity".contentEquals(encoding);
    return new RequestHeaders(null, new Request(method, encoded), nanos);
  }

  private static RequestHeaders refused(byte[] response) {
    return new RequestHeaders(response, null, 0);
  }

  private static boolean isGrpc(@Nullable CharSequence type) {
    int length = Blocks.GRPC.length();
    return type != null
        && AsciiString.regionMatches(type, true, 0, Blocks.GRPC, 0, length)
        && (type.length() == length || type.charAt(length) == '+' || type.charAt(length) == ';');
  }
}
