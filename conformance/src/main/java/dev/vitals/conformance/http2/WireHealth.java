package dev.vitals.conformance.http2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The four messages of {@code grpc.health.v1}, written and read by hand [health.proto], so that a
 * fault cannot hide in code that client and server share. Stateless.
 */
public final class WireHealth {
  private static final String[] NAMES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
  static final int UNKNOWN = 0;
  static final int SERVING = 1;
  static final int NOT_SERVING = 2;
  public static final int SERVICE_UNKNOWN = 3;

  /** Stands for the status of a message that is not a HealthCheckResponse. */
  static final int UNREADABLE = Integer.MIN_VALUE;

  private WireHealth() {}

  /**
   * HealthCheckRequest.
   *
   * @param unknown fields that the proto does not have
   */
  record Request(String service, List<WireField> unknown) {}

  /**
   * HealthCheckResponse.
   *
   * @param status the enum's number, whether the proto has it or not
   * @param unknown fields that the proto does not have
   */
  record Response(int status, List<WireField> unknown) {
    @Override
    public String toString() {
      return name(status) + (unknown.isEmpty() ? "" : " and " + unknown);
    }
  }

  /** HealthListRequest, which has no fields. */
  record ListRequest(List<WireField> unknown) {}

  /**
   * HealthListResponse, in the order of the wire.
   *
   * @param repeated names that more than one entry had
   */
  record ListResponse(
      Map<String, Response> statuses, List<String> repeated, List<WireField> unknown) {}

  /** Returns the status's name, or the number of one that the proto does not have. */
  public static String name(int status) {
    if (status == UNREADABLE) {
      return "an unreadable message";
    }
    return status >= 0 && status < NAMES.length ? NAMES[status] : "status " + status;
  }

  /** Writes a HealthCheckRequest as every protobuf library does: no bytes at all for {@code ""}. */
  public static byte[] request(String service) {
    return service.isEmpty() ? WireBytes.NONE : new WireWriter().text(1, service).message();
  }

  /** Writes a HealthCheckResponse; no bytes at all for UNKNOWN. */
  static byte[] response(int status) {
    return status == UNKNOWN ? WireBytes.NONE : new WireWriter().number(1, status).message();
  }

  /** Reads a HealthCheckRequest; of a field that comes twice, the last counts. */
  static Request readRequest(byte[] message) {
    String service = "";
    List<WireField> unknown = new ArrayList<>();
    for (WireField field : WireReader.fields(message)) {
      if (field.is(1, WireField.BYTES)) {
        service = field.text();
      } else {
        unknown.add(field);
      }
    }
    return new Request(service, List.copyOf(unknown));
  }

  /** Reads a HealthCheckResponse; of a field that comes twice, the last counts. */
  static Response readResponse(byte[] message) {
    int status = UNKNOWN;
    List<WireField> unknown = new ArrayList<>();
    for (WireField field : WireReader.fields(message)) {
      if (field.is(1, WireField.VARINT)) {
        status = (int) field.value();
      } else {
        unknown.add(field);
      }
    }
    return new Response(status, List.copyOf(unknown));
  }

  /** Reads the status of a HealthCheckResponse, or {@link #UNREADABLE}. */
  public static int status(byte[] message) {
    try {
      return readResponse(message).status();
    } catch (WireException e) {
      return UNREADABLE;
    }
  }

  /** Reads a HealthListRequest. */
  static ListRequest readListRequest(byte[] message) {
    return new ListRequest(WireReader.fields(message));
  }

  /** Reads a HealthListResponse; of an entry that comes twice, the last counts. */
  static ListResponse readListResponse(byte[] message) {
    Map<String, Response> statuses = new LinkedHashMap<>();
    List<String> repeated = new ArrayList<>();
    List<WireField> unknown = new ArrayList<>();
    for (WireField field : WireReader.fields(message)) {
      if (!field.is(1, WireField.BYTES)) {
        unknown.add(field);
        continue;
      }
      String name = "";
      byte[] value = WireBytes.NONE;
      for (WireField part : WireReader.fields(field.bytes())) {
        if (part.is(1, WireField.BYTES)) {
          name = part.text();
        } else if (part.is(2, WireField.BYTES)) {
          value = part.bytes();
        } else {
          unknown.add(part);
        }
      }
      if (statuses.put(name, readResponse(value)) != null) {
        repeated.add(name);
      }
    }
    return new ListResponse(statuses, List.copyOf(repeated), List.copyOf(unknown));
  }
}
