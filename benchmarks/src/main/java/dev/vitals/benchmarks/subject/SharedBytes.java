package dev.vitals.benchmarks.subject;

import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
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

  private static final class Shared extends ByteArrayInputStream implements KnownLength, Drainable {

    Shared(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
