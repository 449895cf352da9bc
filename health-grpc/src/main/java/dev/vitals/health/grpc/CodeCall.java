package dev.vitals.health.grpc;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * One call of a path that answers by the gRPC code alone: {@code OK} if its service serves, and
 * otherwise {@code UNAVAILABLE}. What the request says does not matter, nor whether there is one: a
 * load balancer sends an empty body.
 */
final class CodeCall extends QueryCall<ServingStatus> {

  private final String service;

  CodeCall(HealthSource source, String service, ServerCall<Request, ServingStatus> call) {
    super(source, call);
    this.service = service;
  }

  @Override
  void asked(String anything) {
    super.asked(service);
  }

  @Override
  void askedWithoutRequest() {
    super.asked(service);
  }

  @Override
  void answer(ServingStatus status, ServerCall<Request, ServingStatus> answered) {
    if (status == ServingStatus.SERVING) {
      send(status, answered);
    } else {
      answered.close(Status.UNAVAILABLE.withDescription(status.name()), new Metadata());
    }
  }
}
