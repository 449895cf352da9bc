package dev.vitals.health.grpc;

import dev.vitals.health.ServingStatus;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Map;

/** One List: returns every known service with its status, or fails if there are too many. */
final class ListCall extends RequestListener {

  private final GrpcHealth health;
  private final ServerCall<Request, Map<String, ServingStatus>> call;
  private boolean over; // confined to the call's callbacks

  ListCall(GrpcHealth health, ServerCall<Request, Map<String, ServingStatus>> call) {
    this.health = health;
    this.call = call;
    call.request(2); // so that a second request, which is an error, is noticed
  }

  @Override
  void asked(String none) {
    health
        .source
        .statuses(health.listLimit)
        .ifPresentOrElse(
            this::answer,
            () ->
                end(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                        "more than " + health.listLimit + " services")));
  }

  private void answer(Map<String, ServingStatus> statuses) {
    call.sendHeaders(new Metadata());
    call.sendMessage(statuses);
    end(Status.OK);
  }

  @Override
  void end(Status status) {
    if (!over) {
      over = true;
      call.close(status, new Metadata());
    }
  }
}
