package dev.vitals.benchmarks.subject;

import dev.vitals.health.v1.HealthCheckRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** One bare Check: the shared message, whatever was asked. */
final class FloorCheck extends ServerCall.Listener<HealthCheckRequest> {

  private final FloorSubject floor;
  private final ServerCall<HealthCheckRequest, byte[]> call;

  FloorCheck(FloorSubject floor, ServerCall<HealthCheckRequest, byte[]> call) {
    this.floor = floor;
    this.call = call;
    call.request(2);
  }

  @Override
  public void onHalfClose() {
    call.sendHeaders(new Metadata());
    call.sendMessage(floor.message());
    call.close(Status.OK, new Metadata());
  }
}
