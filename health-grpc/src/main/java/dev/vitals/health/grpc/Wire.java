package dev.vitals.health.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitals.health.ServingStatus;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The protocol's methods, and the wire format of their messages [health.proto]. A status is encoded
 * once, when this class is loaded, and all calls share its bytes.
 *
 * <p>A call's messages are a {@link Request} and a {@link ServingStatus}, or a map of statuses.
 * They are not generated code, because that runs only on the protobuf version that it was generated
 * for, or a newer one.
 */
final class Wire {

  static final String SERVICE = "grpc.health.v1.Health";

  private static final int STATUS_TAG = 1 << 3; // field 1, varint
  private static final int FIRST_TAG = 1 << 3 | 2; // field 1, length-delimited
  private static final int SECOND_TAG = 2 << 3 | 2;

  /** Indexed by ordinal, which is the protocol's number. The default, 0, is not written. */
  private static final byte[][] STATUSES = {
    {}, {STATUS_TAG, 1}, {STATUS_TAG, 2}, {STATUS_TAG, 3},
  };

  private Wire() {}

  static MethodDescriptor<Request, ServingStatus> check() {
    return method("Check", MethodType.UNARY, new CheckRequests(), new Statuses());
  }

  static MethodDescriptor<Request, ServingStatus> watch() {
    return method("Watch", MethodType.SERVER_STREAMING, new CheckRequests(), new Statuses());
  }

  static MethodDescriptor<Request, Map<String, ServingStatus>> list() {
    return method("List", MethodType.UNARY, new ListRequests(), new StatusMaps());
  }

  /**
   * A method of any name whose response is an empty message, and whose request may be anything: it
   * is not read.
   *
   * @param path the service and the method, without a slash in front
   */
  static MethodDescriptor<Request, ServingStatus> answeringByCode(String path) {
    return MethodDescriptor.<Request, ServingStatus>newBuilder(new AnyRequests(), new Empty())
        .setFullMethodName(path)
        .setType(MethodType.UNARY)
        .build();
  }

  private static <A> MethodDescriptor<Request, A> method(
      String name, MethodType type, Marshaller<Request> requests, Marshaller<A> answers) {
    return MethodDescriptor.<Request, A>newBuilder(requests, answers)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setType(type)
        .setSampledToLocalTracing(true)
        .setSchemaDescriptor(Schema.ofMethod(name))
        .build();
  }

  /**
   * Encodes a HealthListResponse. A map is repeated entries, each with a key (1) and a value (2).
   */
  private static byte[] encode(Map<String, ServingStatus> statuses) {
    byte[][] names = new byte[statuses.size()][];
    int size = 0;
    int i = 0;
    for (Map.Entry<String, ServingStatus> status : statuses.entrySet()) {
      names[i] = status.getKey().getBytes(UTF_8);
      int entry = entrySize(names[i++], status.getValue());
      size += 1 + varintSize(entry) + entry;
    }
    ByteBuffer message = ByteBuffer.allocate(size);
    i = 0;
    for (ServingStatus status : statuses.values()) {
      put(message, FIRST_TAG, entrySize(names[i], status));
      put(message, FIRST_TAG, names[i].length);
      message.put(names[i++]);
      byte[] value = STATUSES[status.ordinal()];
      put(message, SECOND_TAG, value.length);
      message.put(value);
    }
    return message.array();
  }

  private static int entrySize(byte[] name, ServingStatus status) {
    return 1 + varintSize(name.length) + name.length + 2 + STATUSES[status.ordinal()].length;
  }

  private static int varintSize(int value) {
    int size = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  private static void put(ByteBuffer message, int tag, int length) {
    message.put((byte) tag);
    int rest = length;
    while (rest > 0x7f) {
      message.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    message.put((byte) rest);
  }

  /**
   * Returns {@link Request#MALFORMED} for bytes that do not parse, so that the call ends with
   * INTERNAL [statuscodes.md]. An exception thrown here would reach the client as UNKNOWN, which
   * means an application error.
   */
  private abstract static class Requests implements Marshaller<Request> {

    abstract Request read(InputStream stream) throws IOException;

    @Override
    public Request parse(InputStream stream) {
      try {
        return read(stream);
      } catch (IOException | StatusRuntimeException e) { // the latter is gRPC's: too large unpacked
        return Request.MALFORMED;
      }
    }

    @Override
    public InputStream stream(Request request) {
      throw new UnsupportedOperationException("a server sends no requests");
    }
  }

  private static final class CheckRequests extends Requests {
    @Override
    Request read(InputStream stream) throws IOException {
      return new Request(RequestParser.healthCheckRequest(stream));
    }
  }

  private static final class ListRequests extends Requests {
    private static final Request LIST = new Request("");

    @Override
    Request read(InputStream stream) throws IOException {
      RequestParser.healthListRequest(stream);
      return LIST;
    }
  }

  private static final class AnyRequests extends Requests {
    private static final Request ANY = new Request("");

    @Override
    Request read(InputStream stream) {
      return ANY;
    }
  }

  private abstract static class Answers<A> implements Marshaller<A> {
    @Override
    public A parse(InputStream stream) {
      throw new UnsupportedOperationException("a server does not parse responses");
    }
  }

  private static final class Statuses extends Answers<ServingStatus> {
    @Override
    public InputStream stream(ServingStatus status) {
      return new Encoded(STATUSES[status.ordinal()]);
    }
  }

  /** The code has said it all. */
  private static final class Empty extends Answers<ServingStatus> {
    @Override
    public InputStream stream(ServingStatus status) {
      return new Encoded(STATUSES[0]);
    }
  }

  private static final class StatusMaps extends Answers<Map<String, ServingStatus>> {
    @Override
    public InputStream stream(Map<String, ServingStatus> statuses) {
      return new Encoded(encode(statuses));
    }
  }
}
