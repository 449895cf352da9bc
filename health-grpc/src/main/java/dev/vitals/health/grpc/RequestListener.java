package dev.vitals.health.grpc;

import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Receives the one request of a call and passes on the service that it names. Refuses a call with
 * several requests, or with one that does not parse, and as a rule one without a request.
 *
 * <p>gRPC calls a listener on one thread at a time. Only {@link #onCancel} may overtake the other
 * callbacks, if an interceptor delays those.
 */
abstract class RequestListener extends ServerCall.Listener<Request> {

  private @Nullable Request request; // confined to the call's callbacks, like `refused`
  private boolean refused;

  /** Handles the request. Called once, when the request is complete, on the call's thread. */
  abstract void asked(String service);

  /** Ends the call, unless it has ended. */
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
    request = null; // an open Watch does not keep it
    if (refused) {
      return;
    }
    if (complete == null) {
      askedWithoutRequest();
    } else {
      asked(complete.service());
    }
  }

  /** Handles a call whose client has sent no request. Called as {@link #asked} is. */
  void askedWithoutRequest() {
    refuse("no request");
  }

  private void refuse(String description) {
    refused = true;
    end(Status.INTERNAL.withDescription(description));
  }
}
