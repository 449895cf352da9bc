package dev.vitals.conformance;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthListResponse;
import io.grpc.Status.Code;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The second layer of {@link ReferenceServer}: Check, List and Watch as bytes in and bytes out.
 * Open for broken variants. Runs on the calls' event loops.
 */
class ReferenceHealth {
  static final String SERVICE = "/grpc.health.v1.Health/";

  private final ReferenceCore core;
  private final Set<ReferenceCall> watches = ConcurrentHashMap.newKeySet();

  ReferenceHealth(ReferenceCore core) {
    this.core = core;
  }

  final ReferenceCore core() {
    return core;
  }

  /** Whether there is such a method. */
  boolean offers(String path) {
    return path.equals(SERVICE + "Check")
        || path.equals(SERVICE + "List")
        || path.equals(SERVICE + "Watch");
  }

  /** Answers a call that has brought its one request. */
  void handle(ReferenceCall call, byte[] request) {
    try {
      switch (call.path().substring(SERVICE.length())) {
        case "Check" -> check(call, service(request));
        case "Watch" -> watch(call, service(request));
        default -> list(call);
      }
    } catch (InvalidProtocolBufferException e) {
      call.end(Code.INTERNAL.value(), "the request is not a valid message");
    }
  }

  /** The name that a request asks for. */
  String service(byte[] request) throws InvalidProtocolBufferException {
    return HealthCheckRequest.parseFrom(request).getService();
  }

  void check(ReferenceCall call, String service) {
    ServingStatus status = core.status(service);
    if (status == null) {
      call.end(Code.NOT_FOUND.value(), "unknown service");
      return;
    }
    call.send(response(status));
    call.end(Code.OK.value(), "");
  }

  void list(ReferenceCall call) {
    HealthListResponse.Builder all = HealthListResponse.newBuilder();
    core.statuses().forEach((service, status) -> all.putStatuses(service, message(status)));
    call.send(all.build().toByteArray());
    call.end(Code.OK.value(), "");
  }

  void watch(ReferenceCall call, String service) {
    call.sendHeaders();
    watches.add(call);
    Pump pump = new Pump(call, service);
    Runnable release = core.watch(service, () -> call.execute(pump::run));
    call.onClose(
        () -> {
          release.run();
          watches.remove(call);
        });
    call.onReady(pump::run);
    pump.run();
  }

  /** Ends every open Watch: the server stops. */
  void stop() {
    for (ReferenceCall watch : new LinkedHashSet<>(watches)) {
      watch.execute(() -> watch.end(Code.UNAVAILABLE.value(), "the server stops"));
    }
  }

  /** The bytes of a Check's or Watch's message. */
  byte[] response(ServingStatus status) {
    return message(status).toByteArray();
  }

  private static HealthCheckResponse message(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatusValue(status.ordinal()).build();
  }

  /** Sends what is new when there is room; confined to the call's event loop. */
  private final class Pump {
    private final ReferenceCall call;
    private final String service;
    private @Nullable ServingStatus sent;

    Pump(ReferenceCall call, String service) {
      this.call = call;
      this.service = service;
    }

    void run() {
      ServingStatus known = core.status(service);
      ServingStatus now = known == null ? ServingStatus.SERVICE_UNKNOWN : known;
      if (now != sent && call.isReady()) {
        sent = now;
        call.send(response(now));
      }
    }
  }
}
