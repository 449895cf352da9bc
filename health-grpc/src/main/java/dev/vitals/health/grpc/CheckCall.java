package dev.vitals.health.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Check: asks the source when the request is complete, and answers once, at once or later.
 *
 * <p>The answer may come on another thread, while the call is cancelled on its own: whoever takes
 * the call out of the field closes it. A cancelled call gives its question up, and if it is
 * cancelled before it has the handle to do so, it gives up when it gets that.
 */
final class CheckCall extends RequestListener implements Consumer<ServingStatus> {

  /** Constant: a name is never echoed. One of 12,000 bytes would break the client's connection. */
  private static final Status NOT_FOUND = Status.NOT_FOUND.withDescription("unknown service");

  private final HealthSource source;

  @GuardedBy("this")
  private @Nullable ServerCall<Request, ServingStatus> call;

  @GuardedBy("this")
  private @Nullable PendingCheck pending;

  CheckCall(HealthSource source, ServerCall<Request, ServingStatus> call) {
    this.source = source;
    this.call = call;
    call.request(2); // the second would be one too many, and is noticed
  }

  @Override
  void asked(String service) {
    PendingCheck asked = source.check(service, this);
    if (asked != PendingCheck.ANSWERED && !keeps(asked)) {
      asked.cancel(); // answered meanwhile, which makes it idle, or cancelled
    }
  }

  @Override
  public void accept(ServingStatus status) {
    ServerCall<Request, ServingStatus> answered = take();
    if (answered == null) {
      return; // cancelled meanwhile
    }
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      answered.close(NOT_FOUND, new Metadata());
      return;
    }
    try {
      answered.sendHeaders(new Metadata());
      answered.sendMessage(status);
    } catch (Throwable e) { // else, on a thread that is not gRPC's, the caller would wait on
      answered.close(Status.INTERNAL.withDescription("health could not be sent"), new Metadata());
      throw e;
    }
    answered.close(Status.OK, new Metadata());
  }

  @Override
  public void onCancel() {
    PendingCheck given = cancelled();
    if (given != null) {
      given.cancel();
    }
  }

  @Override
  void end(Status status) {
    ServerCall<?, ?> ended = take();
    if (ended != null) {
      ended.close(status, new Metadata());
    }
  }

  private synchronized boolean keeps(PendingCheck asked) {
    pending = asked;
    return call != null;
  }

  private synchronized @Nullable PendingCheck cancelled() {
    call = null;
    return pending;
  }

  private synchronized @Nullable ServerCall<Request, ServingStatus> take() {
    ServerCall<Request, ServingStatus> taken = call;
    call = null;
    return taken;
  }
}
