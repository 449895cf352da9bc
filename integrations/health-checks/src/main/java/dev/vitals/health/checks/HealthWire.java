package dev.vitals.health.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitals.health.ServingStatus;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Watch's two messages as bytes [health.proto]. They are not generated code, because that runs only
 * on the protobuf version that it was generated for, or a newer one.
 */
final class HealthWire {

  static final MethodDescriptor<String, ServingStatus> WATCH =
      MethodDescriptor.<String, ServingStatus>newBuilder(new Requests(), new Answers())
          .setType(MethodType.SERVER_STREAMING)
          .setFullMethodName("grpc.health.v1.Health/Watch")
          .build();

  private static final int SERVICE = 1 << 3 | 2; // field 1, length-delimited
  private static final int STATUS = 1 << 3; // field 1, varint
  private static final int MAX_VARINT_BYTES = 10;

  private HealthWire() {}

  private static final class Requests implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String service) {
      byte[] name = service.getBytes(UTF_8);
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      if (name.length > 0) {
        message.write(SERVICE);
        int rest = name.length;
        for (; rest > 0x7f; rest >>>= 7) {
          message.write(rest & 0x7f | 0x80);
        }
        message.write(rest);
        message.writeBytes(name);
      }
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public String parse(InputStream stream) {
      throw new UnsupportedOperationException("a client does not parse requests");
    }
  }

  private static final class Answers implements MethodDescriptor.Marshaller<ServingStatus> {
    @Override
    public InputStream stream(ServingStatus status) {
      throw new UnsupportedOperationException("a client sends no answers");
    }

    @Override
    public ServingStatus parse(InputStream stream) {
      try {
        return status(stream);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("no HealthCheckResponse")
            .withCause(e)
            .asRuntimeException();
      }
    }

    /** Takes the last status, skips other fields, and has a number that is no status as UNKNOWN. */
    private static ServingStatus status(InputStream message) throws IOException {
      long status = 0;
      for (int first = message.read(); first >= 0; first = message.read()) {
        int tag = (int) varint(first, message);
        if (tag == STATUS) {
          status = varint(message.read(), message);
        } else {
          skip(tag & 7, message);
        }
      }
      ServingStatus[] all = ServingStatus.values();
      return status >= 0 && status < all.length ? all[(int) status] : ServingStatus.UNKNOWN;
    }

    private static void skip(int wireType, InputStream message) throws IOException {
      switch (wireType) {
        case 0 -> varint(message.read(), message);
        case 1 -> message.skipNBytes(8);
        case 2 -> message.skipNBytes(varint(message.read(), message) & 0xffffffffL);
        case 5 -> message.skipNBytes(4);
        default -> throw new IOException("wire type " + wireType);
      }
    }

    private static long varint(int first, InputStream message) throws IOException {
      long value = 0;
      int part = first;
      for (int i = 0; i < MAX_VARINT_BYTES; i++) {
        if (part < 0) {
          throw new IOException("the message ends within a number");
        }
        value |= (part & 0x7fL) << (7 * i);
        if (part < 0x80) {
          return value;
        }
        part = message.read();
      }
      throw new IOException("a number of more than ten bytes");
    }
  }
}
