package dev.vitals.benchmarks.dedicated;

import dev.vitals.benchmarks.dedicated.Call.Rest;
import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All calls of one connection that watch one name: one watch of the source, one hand-off a change,
 * one write. On the connection's event loop, but for {@link #changed}.
 *
 * <p>Each call remembers the status it was sent last. One whose window is full is passed over, and
 * gets what is newest when it opens; nothing is queued for it.
 */
final class WatchGroup implements WatchListener, Runnable {

  private static final int FRAME_BYTES = 16; // a status message

  final String name;

  private final CallTable table;
  private final Outbound out;
  private final EventExecutor loop;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final Watch watch;
  private ServingStatus status = ServingStatus.SERVICE_UNKNOWN; // replaced by the first poll
  private Call[] calls = new Call[2];
  private int size;

  WatchGroup(HealthSource source, String name, CallTable table, Outbound out, EventExecutor loop) {
    this.name = name;
    this.table = table;
    this.out = out;
    this.loop = loop;
    watch = source.watch(name, this);
  }

  /** For any thread. A group that is queued already is not queued again. */
  @Override
  public void changed(Watch changed) {
    if (!queued.get() && queued.compareAndSet(false, true)) {
      loop.execute(this);
    }
  }

  @Override
  public void run() {
    queued.set(false); // before the poll: a change after it queues anew
    pump();
    out.flush();
  }

  /** Takes in a call, which is told the status there is now, and so are the others. */
  void join(Call call) {
    if (size == calls.length) {
      calls = Arrays.copyOf(calls, 2 * size);
    }
    call.group = this;
    call.place = size;
    calls[size++] = call;
    send(call);
    endIfClosed();
  }

  void leave(Call call) {
    Call last = calls[--size];
    calls[call.place] = last;
    last.place = call.place;
    calls[size] = null;
    call.group = null;
    if (size == 0) {
      watch.close();
      table.forget(this);
    }
  }

  /** Tells everybody what is new. */
  void pump() {
    refresh();
    sendAll();
    endIfClosed();
  }

  private boolean refresh() {
    ServingStatus newer = watch.poll();
    if (newer == null) {
      return false;
    }
    status = newer;
    return true;
  }

  private void sendAll() {
    if (!out.isWritable()) {
      return; // it is called again when it is
    }
    out.expect(size * FRAME_BYTES);
    byte[] message = Messages.status(status);
    byte number = (byte) status.ordinal();
    for (int i = 0; i < size; i++) {
      Call call = calls[i];
      if (call.sent != number) {
        send(call, number, message);
      }
    }
  }

  /**
   * Tells one call, whose window has opened again, what is newest now; the others too, if it is
   * new.
   */
  void send(Call call) {
    if (refresh()) {
      sendAll();
      return;
    }
    byte number = (byte) status.ordinal();
    if (call.sent != number && out.isWritable()) {
      send(call, number, Messages.status(status));
    }
  }

  private void send(Call call, byte number, byte[] message) {
    if (call.rest != null) {
      return; // the half of a message goes first
    }
    if (out.fits(call, message.length)) {
      out.data(call, message);
      call.sent = number;
    } else if (out.fits(call, 1)) {
      call.rest = new Rest(message, 0, null);
      call.sent = number;
      out.sendRest(call);
    } else {
      out.await(call);
    }
  }

  /** Once the source has closed, what was polled is the last there is. */
  private void endIfClosed() {
    if (!watch.isOpen()) {
      refresh();
      sendAll();
      for (int i = size - 1; i >= 0; i--) {
        table.end(calls[i], CallStatus.CLOSED);
      }
    }
  }
}
