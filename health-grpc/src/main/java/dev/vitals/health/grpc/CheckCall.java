package dev.vitals.health.grpc;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Check: asks the source when the request is complete, and answers once, at once or later.
 *
 * <p>The answer may come on another thread, while the call is cancelled on its own: whoever takes
 * the call out of the field closes it.
 */
final class CheckCall extends ServerCall.Listener<HealthCheckRequest>
    implements Consumer<ServingStatus> {

  /** Constant: a name is never echoed. One of 12,000 bytes would break the client's connection. */
  private static final Status NOT_FOUND = Status.NOT_FOUND.withDescription("unknown service");

  private final HealthSource source;
  private @Nullable String service; // confined to the call's own callbacks
  private @Nullable ServerCall<HealthCheckRequest, HealthCheckResponse> call; // guarded by this

  CheckCall(HealthSource source, ServerCall<HealthCheckRequest, HealthCheckResponse> call) {
    this.source = source;
    this.call = call;
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
    if (service == null) {
      refuse("no request");
    } else {
      source.check(service, this);
    }
  }

  @Override
  public void accept(ServingStatus status) {
    ServerCall<HealthCheckRequest, HealthCheckResponse> answered = take();
    if (answered == null) {
      return; // cancelled meanwhile
    }
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      answered.close(NOT_FOUND, new Metadata());
      return;
    }
    try {
      answered.sendHeaders(new Metadata());
      answered.sendMessage(Wire.message(status));
    } catch (Throwable e) { // else, on a thread that is not gRPC's, the caller would wait on
      answered.close(Status.INTERNAL.withDescription("health could not be sent"), new Metadata());
      throw e;
    }
    answered.close(Status.OK, new Metadata());
  }

  @Override
  public void onCancel() {
    take();
  }

  private void refuse(String description) {
    ServerCall<?, ?> refused = take();
    if (refused != null) {
      refused.close(Status.INTERNAL.withDescription(description), new Metadata());
    }
  }

  private synchronized @Nullable ServerCall<HealthCheckRequest, HealthCheckResponse> take() {
    ServerCall<HealthCheckRequest, HealthCheckResponse> taken = call;
    call = null;
    return taken;
  }
}
