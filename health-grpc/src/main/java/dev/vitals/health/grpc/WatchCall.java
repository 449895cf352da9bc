package dev.vitals.health.grpc;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One open Watch: polls its watch whenever a status changed or the client made room.
 *
 * <p>It is the call's listener and the watch's at once, and all that a watcher costs on our side.
 * Its monitor guards the call, on which the source's thread and gRPC's own may want to send at
 * once. What a client that does not read misses is merged in the {@link Watch}; in the transport a
 * few messages wait, no more.
 */
final class WatchCall extends ServerCall.Listener<HealthCheckRequest> implements WatchListener {

  /** So many bytes may wait for the client: a status takes seven, so that one or two do. */
  private static final int READY_BYTES = 8;

  private final HealthSource source;
  private final ServerCall<HealthCheckRequest, HealthCheckResponse> call; // guarded by this
  private @Nullable String service; // confined to the call's own callbacks
  private @Nullable Watch watch; // guarded by this
  private boolean over; // guarded by this

  WatchCall(HealthSource source, ServerCall<HealthCheckRequest, HealthCheckResponse> call) {
    this.source = source;
    this.call = call;
    call.setOnReadyThreshold(READY_BYTES);
    call.request(2); // the second would be one too many, and is noticed
  }

  @Override
  public void onMessage(HealthCheckRequest request) {
    if (service != null) {
      refuse("more than one request");
    } else if (request == Wire.MALFORMED) {
      refuse("malformed request");
    }
    service = request.getService();
  }

  @Override
  public void onHalfClose() {
    String name = service;
    if (name == null) {
      refuse("no request");
      return;
    }
    service = null; // the source has it, once for all who watch it
    try {
      open(source.watch(name, this));
    } catch (WatchRefusedException e) {
      end(refusal(e));
    }
  }

  private synchronized void open(Watch opened) {
    if (over) {
      opened.close(); // cancelled before it began
      return;
    }
    watch = opened;
    call.sendHeaders(new Metadata());
    pump(opened);
  }

  @Override
  public synchronized void changed(Watch changed) {
    if (watch != null) { // else open() is about to poll
      pump(changed);
    }
  }

  @Override
  public synchronized void onReady() {
    if (watch != null) {
      pump(watch);
    }
  }

  @Override
  public void onCancel() {
    release();
  }

  @Override
  public void onComplete() {
    release();
  }

  /**
   * Sends what is new while the client has room. Once the source has closed, the last status and
   * the end go out whether there is room or not. Called under the monitor.
   */
  private void pump(Watch polled) {
    boolean open = polled.isOpen(); // asked first: what is polled after it is the last there is
    while (!over && (call.isReady() || !open)) {
      ServingStatus status = polled.poll();
      if (status == null) {
        break;
      }
      call.sendMessage(Wire.message(status));
    }
    if (!over && !open) {
      end(Status.UNAVAILABLE.withDescription("health is closed"));
    }
  }

  private static Status refusal(WatchRefusedException refused) {
    return switch (refused.limit()) {
      case NAME_LENGTH -> Status.INVALID_ARGUMENT.withDescription("service name too long");
      case OPEN_WATCHES -> Status.RESOURCE_EXHAUSTED.withDescription("too many open watches");
      case UNKNOWN_NAMES -> Status.RESOURCE_EXHAUSTED.withDescription("too many unknown names");
    };
  }

  private void refuse(String description) {
    end(Status.INTERNAL.withDescription(description));
  }

  private synchronized void end(Status status) {
    if (!over) {
      release();
      call.close(status, new Metadata());
    }
  }

  private synchronized void release() {
    over = true;
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
