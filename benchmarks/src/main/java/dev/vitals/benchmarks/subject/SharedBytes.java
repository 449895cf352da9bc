package dev.vitals.benchmarks.subject;

import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages that were encoded once and are sent as they are. */
final class SharedBytes implements Marshaller<byte[]> {

  static final byte[] SERVING = encoded(ServingStatus.SERVING);
  static final byte[] NOT_SERVING = encoded(ServingStatus.NOT_SERVING);

  private SharedBytes() {}

  /** Returns a method with its request as it was, and bytes for a response. */
  static <T> MethodDescriptor<T, byte[]> encodedOnce(MethodDescriptor<T, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), new SharedBytes()).build();
  }

  private static byte[] encoded(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build().toByteArray();
  }

  @Override
  public InputStream stream(byte[] message) {
    return new Shared(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    throw new UnsupportedOperationException("parse (expected: a server, which only sends)");
  }

  /** The bytes and a place in them. */
  private static final class Shared extends InputStream implements KnownLength, Drainable {

    private final byte[] bytes;
    private int next;

    Shared(byte[] bytes) {
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
    public int drainTo(OutputStream target) throws IOException {
      int length = available();
      target.write(bytes, next, length);
      next = bytes.length;
      return length;
    }
  }
}
