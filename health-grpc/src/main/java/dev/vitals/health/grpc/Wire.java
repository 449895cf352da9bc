package dev.vitals.health.grpc;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The protocol's methods and how a status looks on the wire. A status is encoded once, when this
 * class is loaded, and not again for each watcher.
 */
final class Wire {

  static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> CHECK =
      encodedOnce(HealthGrpc.getCheckMethod());
  static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> WATCH =
      encodedOnce(HealthGrpc.getWatchMethod());

  /** Stands for a request that could not be parsed; known by identity. */
  static final HealthCheckRequest MALFORMED =
      HealthCheckRequest.newBuilder().setService("malformed").build();

  private static final HealthCheckResponse[] MESSAGES = messages();
  private static final byte[][] BYTES = bytes();

  private Wire() {}

  /** Returns the message that all calls share. */
  static HealthCheckResponse message(ServingStatus status) {
    return MESSAGES[status.ordinal()];
  }

  private static HealthCheckResponse[] messages() {
    HealthCheckResponse[] messages = new HealthCheckResponse[ServingStatus.values().length];
    for (ServingStatus status : ServingStatus.values()) {
      messages[status.ordinal()] =
          HealthCheckResponse.newBuilder()
              .setStatus(HealthCheckResponse.ServingStatus.valueOf(status.name()))
              .build();
    }
    return messages;
  }

  private static byte[][] bytes() {
    byte[][] bytes = new byte[MESSAGES.length][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = MESSAGES[i].toByteArray();
    }
    return bytes;
  }

  private static MethodDescriptor<HealthCheckRequest, HealthCheckResponse> encodedOnce(
      MethodDescriptor<HealthCheckRequest, HealthCheckResponse> method) {
    return method.toBuilder(
            new Requests(method.getRequestMarshaller()),
            new SharedMessages(method.getResponseMarshaller()))
        .build();
  }

  /**
   * Lets the call refuse what does not parse, as INTERNAL [statuscodes.md]: an exception thrown
   * here would reach the client as UNKNOWN, an error of the application's.
   */
  private record Requests(Marshaller<HealthCheckRequest> parser)
      implements Marshaller<HealthCheckRequest> {

    @Override
    public InputStream stream(HealthCheckRequest request) {
      return parser.stream(request);
    }

    @Override
    public HealthCheckRequest parse(InputStream stream) {
      try {
        return parser.parse(stream);
      } catch (StatusRuntimeException e) {
        return MALFORMED;
      }
    }
  }

  /** Knows the shared messages by identity; any other, an interceptor's say, is encoded as ever. */
  private record SharedMessages(Marshaller<HealthCheckResponse> others)
      implements Marshaller<HealthCheckResponse> {

    @Override
    public InputStream stream(HealthCheckResponse message) {
      for (int i = 0; i < MESSAGES.length; i++) {
        if (MESSAGES[i] == message) {
          return new Encoded(BYTES[i]);
        }
      }
      return others.stream(message);
    }

    @Override
    public HealthCheckResponse parse(InputStream stream) {
      return others.parse(stream);
    }
  }

  /** Shared bytes and a place in them: all that a message costs here. */
  private static final class Encoded extends InputStream implements KnownLength, Drainable {

    private final byte[] bytes;
    private int next;

    Encoded(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int available() {
      return bytes.length - next;
    }

    @Override
    public int read() {
      return next < bytes.length ? bytes[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      int count = Math.min(length, available());
      System.arraycopy(bytes, next, target, offset, count);
      next += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int count = available();
      target.write(bytes, next, count);
      next = bytes.length;
      return count;
    }
  }
}
