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
 * A call for one status: queries the source when the request is complete, and answers once, at once
 * or later.
 *
 * <p>The answer may come on another thread while the client cancels the call: whichever thread
 * takes the call out of its field may close it. A cancelled call cancels its query. If the
 * cancellation comes before the call has the query's handle, the call cancels the query as soon as
 * it has it.
 *
 * @param <A> the type of the response
 */
abstract class QueryCall<A> extends RequestListener implements Consumer<ServingStatus> {

  private final HealthSource source;

  @GuardedBy("this")
  private @Nullable ServerCall<Request, A> call;

  @GuardedBy("this")
  private @Nullable PendingCheck pending;

  QueryCall(HealthSource source, ServerCall<Request, A> call) {
    this.source = source;
    this.call = call;
    call.request(2); // so that a second request, which is an error, is noticed
  }

  /** Sends the response and closes the call. Called at most once, by the thread that took it. */
  abstract void answer(ServingStatus status, ServerCall<Request, A> answered);

  @Override
  void asked(String service) {
    PendingCheck asked = source.check(service, this);
    if (asked != PendingCheck.ANSWERED && !keeps(asked)) {
      asked.cancel(); // already answered, so that this has no effect, or cancelled
    }
  }

  @Override
  public final void accept(ServingStatus status) {
    ServerCall<Request, A> answered = take();
    if (answered != null) { // null if cancelled
      answer(status, answered);
    }
  }

  /** Sends a message and closes the call with OK. */
  static <A> void send(A message, ServerCall<Request, A> answered) {
    try {
      answered.sendHeaders(new Metadata());
      answered.sendMessage(message);
    } catch (Throwable e) { // on a thread of the source, nobody else would end the call
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
  final void end(Status status) {
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

  private synchronized @Nullable ServerCall<Request, A> take() {
    ServerCall<Request, A> taken = call;
    call = null;
    return taken;
  }
}
