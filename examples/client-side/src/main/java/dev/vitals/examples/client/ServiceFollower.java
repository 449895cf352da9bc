package dev.vitals.examples.client;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Follows one service by Watch for as long as it takes: a stream that breaks is opened again, with
 * backoff, as a client with health checking does it [gRFC A17]. Blocks the caller's thread.
 */
final class ServiceFollower {

  /** Told what is seen, on the following thread. */
  interface Listener {
    /** Returns whether that is enough. */
    boolean status(ServingStatus status);

    /** The stream broke; it is opened again after the pause. */
    default void broken(Status why, Duration pause) {}
  }

  /** How it ended. */
  enum End {
    /** The listener has seen enough. */
    ENOUGH,
    /** Time is up. */
    TIMEOUT,
    /** The server has no Watch: it counts as healthy, since nobody can tell [gRFC A17]. */
    UNIMPLEMENTED
  }

  private final Channel channel;
  private final HealthCheckRequest request;

  ServiceFollower(Channel channel, String service) {
    this.channel = channel;
    this.request = HealthCheckRequest.newBuilder().setService(service).build();
  }

  /** Follows until the listener has seen enough, or the deadline. */
  End follow(Deadline deadline, Listener listener) throws InterruptedException {
    Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    while (true) {
      Status why = read(deadline, listener, backoff);
      if (why.isOk()) {
        return End.ENOUGH;
      } else if (why.getCode() == Status.Code.UNIMPLEMENTED) {
        return End.UNIMPLEMENTED;
      } else if (deadline.isExpired()) {
        return End.TIMEOUT;
      }
      Duration pause = backoff.next();
      listener.broken(why, pause);
      long left = Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
      TimeUnit.NANOSECONDS.sleep(Math.min(pause.toNanos(), left));
    }
  }

  /** Reads one stream; returns how it broke, or OK once the listener has seen enough. */
  private Status read(Deadline deadline, Listener listener, Backoff backoff) {
    CancellableContext stream = Context.current().withCancellation();
    Context before = stream.attach();
    try {
      Iterator<HealthCheckResponse> answers =
          HealthGrpc.newBlockingStub(channel)
              .withDeadline(deadline)
              .withWaitForReady() // connecting has a backoff of its own, the channel's
              .watch(request);
      while (answers.hasNext()) {
        backoff.answered();
        if (listener.status(answers.next().getStatus())) {
          return Status.OK;
        }
      }
      return Status.UNAVAILABLE.withDescription("the server ended the stream");
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    } finally {
      stream.detach(before);
      stream.cancel(null); // however it is left
    }
  }
}
