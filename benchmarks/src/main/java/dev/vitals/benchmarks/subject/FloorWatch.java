package dev.vitals.benchmarks.subject;

import dev.vitals.health.v1.HealthCheckRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

/** One bare Watch: the call, and what was last sent. Guarded by its shard's monitor. */
final class FloorWatch extends ServerCall.Listener<HealthCheckRequest> {

  /** A message takes seven bytes: one or two wait for a client that does not read. */
  private static final int READY_BYTES = 8;

  private final FloorSubject floor;
  private final ServerCall<HealthCheckRequest, byte[]> call;
  private @Nullable FloorShard shard;
  private byte @Nullable [] sent;
  int place;

  FloorWatch(FloorSubject floor, ServerCall<HealthCheckRequest, byte[]> call) {
    this.floor = floor;
    this.call = call;
    call.setOnReadyThreshold(READY_BYTES);
    call.sendHeaders(new Metadata());
    call.request(2);
  }

  @Override
  public void onHalfClose() {
    shard = floor.join(this, call);
    onReady();
  }

  @Override
  public void onReady() {
    if (shard != null) {
      synchronized (shard) {
        send();
      }
    }
  }

  void send() {
    byte[] message = floor.message();
    if (message != sent && call.isReady()) {
      sent = message;
      call.sendMessage(message);
    }
  }

  @Override
  public void onCancel() {
    if (shard != null) {
      floor.leave(this, call);
    }
  }
}
