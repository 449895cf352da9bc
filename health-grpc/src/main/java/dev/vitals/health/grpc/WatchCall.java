package dev.vitals.health.grpc;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One open Watch: polls its watch whenever a status changed or the client made room.
 *
 * <p>It is the call's listener and the watch's at once, and all that a watcher costs on our side.
 * What a client that does not read misses is merged in the {@link Watch}; in the transport a few
 * messages wait, no more.
 */
final class WatchCall extends RequestListener implements WatchListener {

  /*
   * One thread at a time sends: until the watch is open the call's own, then whoever finds nobody
   * sending. Who comes meanwhile leaves a note, and the sender goes round once more. So no lock is
   * held while foreign code runs, the call's and the watch's: a send that hangs in the notifier
   * keeps neither the client's cancellation nor gRPC's threads waiting, and one that calls back does
   * not overtake itself. (One that hangs in a callback of gRPC's own keeps back the callbacks behind
   * it, of this call alone: gRPC runs them one by one.)
   */

  /** So many bytes may wait for the client: a status takes seven, so that one or two do. */
  private static final int READY_BYTES = 8;

  private final GrpcHealth health;
  private final ServerCall<Request, ServingStatus> call; // for whose turn it is
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
    call.request(2); // the second would be one too many, and is noticed
  }

  private static void limitWaitingBytes(ServerCall<?, ?> call) {
    try {
      call.setOnReadyThreshold(READY_BYTES);
    } catch (NoSuchMethodError e) {
      // grpc-java below 1.63: 32 KiB may wait, some 4,700 statuses
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
      if (over) { // cancelled meanwhile, by a thread that may have found no watch to close
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
    if (takesTurn()) {
      send();
    }
  }

  /** The connection: what is written to it in one go takes fewer writes. */
  @Override
  public @Nullable Object route() {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
  }

  @Override
  public @Nullable Object identity() {
    return health.identity.apply(call);
  }

  @Override
  public void onReady() {
    if (takesTurn()) {
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

  private synchronized boolean takesTurn() {
    again = sending;
    sending = true;
    return !again;
  }

  private synchronized boolean passesTurnOn() {
    sending = again;
    again = false;
    return !sending;
  }

  /**
   * Sends until there is nothing more to do. Whoever calls has the turn. If a status can not be
   * sent, the call ends: its client would rest on an old one.
   */
  private void send() {
    try {
      do {
        pump(requireNonNull(watch));
      } while (!passesTurnOn());
    } catch (Throwable e) {
      end(Status.INTERNAL.withDescription("health could not be sent"));
      throw e;
    }
  }

  /**
   * Sends what is new if the client has room; once, since a change after the poll signals again.
   * Once the source has closed, the last status and the end go out whether there is room or not.
   */
  private void pump(Watch polled) {
    boolean open = polled.isOpen(); // asked first: what is polled after it is the last there is
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
