package dev.vitals.health.grpc;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** One Check: answers with the status, or with {@code NOT_FOUND} if nobody knows the service. */
final class CheckCall extends QueryCall<ServingStatus> {

  /** Never echoes the name: one of 12,000 bytes would break the client's connection. */
  private static final Status NOT_FOUND = Status.NOT_FOUND.withDescription("unknown service");

  CheckCall(HealthSource source, ServerCall<Request, ServingStatus> call) {
    super(source, call);
  }

  @Override
  void answer(ServingStatus status, ServerCall<Request, ServingStatus> answered) {
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      answered.close(NOT_FOUND, new Metadata());
    } else {
      send(status, answered);
    }
  }
}
