package dev.vitals.health.grpc;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One open Watch: polls its {@link Watch} whenever the status has changed or the call is ready
 * again.
 *
 * <p>It is both the call's listener and the watch's, and all that a watcher costs this module. The
 * {@link Watch} merges the statuses that a slow client misses, so that few messages wait in the
 * transport.
 */
final class WatchCall extends RequestListener implements WatchListener {

  /*
   * One thread at a time sends. Until the watch is open, it is the call's own thread; later, the
   * thread that finds `sending` false. A thread that finds it true sets `again`, and the sender
   * polls once more before it stops.
   *
   * So this class holds no lock while it runs foreign code, which the call and the watch are. A
   * send that hangs on the notifier delays neither the client's cancellation nor gRPC's threads. A
   * send that calls back into this class does not send out of order.
   *
   * The price: a send that hangs in one of gRPC's callbacks delays the later callbacks of its call,
   * because gRPC runs them one by one.
   */

  /**
   * A call is ready while fewer bytes than this wait for the client. A status takes seven at most,
   * so a second one may wait and a third may not.
   */
  private static final int READY_BYTES = 8;

  private final GrpcHealth health;
  private final ServerCall<Request, ServingStatus> call; // only for the thread that sends
  private volatile @Nullable Watch watch;
  private volatile boolean over;

  @GuardedBy("this")
  private boolean sending = true;

  @GuardedBy("this")
  private boolean again;

  WatchCall(GrpcHealth health, ServerCall<Request, ServingStatus> call) {
    this.health = health;
    this.call = call;
    limitWaitingBytes(call);
    call.request(2); // so that a second request, which is an error, is noticed
  }

  private static void limitWaitingBytes(ServerCall<?, ?> call) {
    try {
      call.setOnReadyThreshold(READY_BYTES);
    } catch (NoSuchMethodError e) {
      // before grpc-java 1.63: 32 KiB may wait, some 4,700 statuses
    }
  }

  @Override
  void asked(String service) {
    if (over) {
      return;
    }
    try {
      Watch opened = health.source.watch(service, this);
      watch = opened;
      if (over) { // cancelled by a thread that may have found no watch to close
        opened.close();
        return;
      }
      call.sendHeaders(new Metadata());
      send();
    } catch (WatchRefusedException e) {
      end(refusal(e));
    }
  }

  @Override
  public void changed(Watch changed) {
    if (startsSending()) {
      send();
    }
  }

  /** The connection, so that the writes to it come together and are fewer. */
  @Override
  public @Nullable Object route() {
    return Connection.of(call.getAttributes());
  }

  @Override
  public @Nullable Object identity() {
    return health.identity.apply(call);
  }

  @Override
  public void onReady() {
    if (startsSending()) {
      send();
    }
  }

  @Override
  public void onCancel() {
    release();
  }

  @Override
  public void onComplete() {
    release();
  }

  private synchronized boolean startsSending() {
    again = sending;
    sending = true;
    return !again;
  }

  private synchronized boolean stopsSending() {
    sending = again;
    again = false;
    return !sending;
  }

  /**
   * Sends until no thread asks for another round. The caller must have set {@code sending}. If a
   * status cannot be sent, ends the call: its client would otherwise rely on an old status.
   */
  private void send() {
    try {
      do {
        pump(requireNonNull(watch));
      } while (!stopsSending());
    } catch (Throwable e) {
      end(Status.INTERNAL.withDescription("health could not be sent"));
      throw e;
    }
  }

  /**
   * Sends the status if it is new and the call is ready. One poll is enough, because a later change
   * signals again. Once the source has closed, sends the last status and ends the call, whether it
   * is ready or not.
   */
  private void pump(Watch polled) {
    boolean open = polled.isOpen(); // read first: if false, the poll below gets the last status
    if (!over && (call.isReady() || !open)) {
      ServingStatus status = polled.poll();
      if (status != null) {
        call.sendMessage(status);
      }
    }
    if (!open) {
      end(Status.UNAVAILABLE.withDescription("health is closed"));
    }
  }

  private static Status refusal(WatchRefusedException refused) {
    return switch (refused.limit()) {
      case NAME_LENGTH -> Status.INVALID_ARGUMENT.withDescription("service name too long");
      case OPEN_WATCHES -> Status.RESOURCE_EXHAUSTED.withDescription("too many open watches");
      case UNKNOWN_NAMES -> Status.RESOURCE_EXHAUSTED.withDescription("too many unknown names");
      case WATCHES_OF_CLIENT ->
          Status.RESOURCE_EXHAUSTED.withDescription("too many open watches of this client");
      case UNKNOWN_NAMES_OF_CLIENT ->
          Status.RESOURCE_EXHAUSTED.withDescription("too many unknown names of this client");
    };
  }

  @Override
  void end(Status status) {
    if (!over) {
      release();
      call.close(status, new Metadata());
    }
  }

  private void release() {
    over = true;
    Watch released = watch;
    if (released != null) {
      released.close();
    }
  }
}
