package dev.vitals.conformance.reference;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.conformance.ServingStatus;
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
public class ReferenceHealth {
  public static final String SERVICE = "/grpc.health.v1.Health/";

  private final ReferenceCore core;
  private final Set<ReferenceCall> watches = ConcurrentHashMap.newKeySet();

  public ReferenceHealth(ReferenceCore core) {
    this.core = core;
  }

  public final ReferenceCore core() {
    return core;
  }

  /** The method that a path names: Check, List, Watch or, where there is none, {@code null}. */
  public @Nullable String method(String path) {
    return switch (path) {
      case SERVICE + "Check" -> "Check";
      case SERVICE + "List" -> "List";
      case SERVICE + "Watch" -> "Watch";
      default -> null;
    };
  }

  /** Answers a call that has brought its one request. */
  void handle(ReferenceCall call, byte[] request) {
    try {
      switch (String.valueOf(method(call.path()))) {
        case "Check" -> check(call, service(request));
        case "Watch" -> watch(call, service(request));
        default -> list(call);
      }
    } catch (InvalidProtocolBufferException e) {
      call.end(Code.INTERNAL.value(), "the request is not a valid message");
    }
  }

  /** The name that a request asks for. */
  public String service(byte[] request) throws InvalidProtocolBufferException {
    return HealthCheckRequest.parseFrom(request).getService();
  }

  public void check(ReferenceCall call, String service) {
    ServingStatus status = core.status(service);
    if (status == null) {
      call.end(Code.NOT_FOUND.value(), "unknown service");
      return;
    }
    call.send(response(status));
    call.end(Code.OK.value(), "");
  }

  public void list(ReferenceCall call) {
    HealthListResponse.Builder all = HealthListResponse.newBuilder();
    core.statuses().forEach((service, status) -> all.putStatuses(service, message(status)));
    call.send(all.build().toByteArray());
    call.end(Code.OK.value(), "");
  }

  public void watch(ReferenceCall call, String service) {
    call.sendHeaders();
    Pump pump = pump(call, service);
    follow(call, service, () -> call.execute(pump));
    call.onReady(pump);
    pump.run();
  }

  /** What looks after one Watch. */
  public Pump pump(ReferenceCall call, String service) {
    return new Pump(call, service);
  }

  /** Has the watcher told of the service until the call is over. */
  public final void follow(ReferenceCall call, String service, ReferenceCore.Watcher watcher) {
    watches.add(call);
    Runnable release = core.watch(service, watcher);
    call.onClose(
        () -> {
          release.run();
          watches.remove(call);
        });
  }

  /** What a Watch shows of a service now. */
  public final ServingStatus shown(String service) {
    ServingStatus known = core.status(service);
    return known == null ? ServingStatus.SERVICE_UNKNOWN : known;
  }

  /** The Watches that are open. */
  public final Set<ReferenceCall> watches() {
    return watches;
  }

  /** Ends every open Watch: the server stops. */
  public void stop() {
    endWatches(Code.UNAVAILABLE, "the server stops");
  }

  /** Ends every open Watch with this status. */
  public final void endWatches(Code code, String message) {
    for (ReferenceCall watch : new LinkedHashSet<>(watches)) {
      watch.execute(() -> watch.end(code.value(), message));
    }
  }

  /** The bytes of a Check's or Watch's message. */
  public byte[] response(ServingStatus status) {
    return message(status).toByteArray();
  }

  /** A status as a message. */
  public HealthCheckResponse message(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatusValue(status.ordinal()).build();
  }

  /** Sends what is new when the call is ready; confined to the call's event loop. */
  public class Pump implements Runnable {
    public final ReferenceCall call;
    public final String service;
    public @Nullable ServingStatus sent;

    public Pump(ReferenceCall call, String service) {
      this.call = call;
      this.service = service;
    }

    @Override
    public void run() {
      ServingStatus now = now();
      if (now != sent && call.isReady()) {
        deliver(now);
      }
    }

    /** What there is to show. */
    public ServingStatus now() {
      return shown(service);
    }

    /** Sends it. */
    public void deliver(ServingStatus now) {
      sent = now;
      call.send(response(now));
    }
  }
}
