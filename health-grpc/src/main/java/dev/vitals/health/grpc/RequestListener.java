package dev.vitals.health.grpc;

import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One call with one request: refuses none, several and one that does not parse, and hands on the
 * service that a good one names.
 *
 * <p>gRPC calls it by one thread at a time. Only {@link #onCancel} may overtake the others, where
 * an interceptor hands them on later than it.
 */
abstract class RequestListener extends ServerCall.Listener<Request> {

  private @Nullable Request request; // confined to the call's own callbacks, as is the next
  private boolean refused;

  /** Called once, when the request is complete, on the call's thread. */
  abstract void asked(String service);

  /** Ends the call, unless it is over. */
  abstract void end(Status status);

  @Override
  public final void onMessage(Request message) {
    if (message == Request.MALFORMED) {
      refuse("malformed request");
    } else if (request != null) {
      refuse("more than one request");
    }
    request = message;
  }

  @Override
  public final void onHalfClose() {
    Request complete = request;
    request = null; // an open Watch does without
    if (refused) {
      return;
    }
    if (complete == null) {
      refuse("no request");
    } else {
      asked(complete.service());
    }
  }

  private void refuse(String description) {
    refused = true;
    end(Status.INTERNAL.withDescription(description));
  }
}
