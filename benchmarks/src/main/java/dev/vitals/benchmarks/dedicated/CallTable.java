package dev.vitals.benchmarks.dedicated;

import dev.vitals.benchmarks.dedicated.Call.Rest;
import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchRefusedException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The open calls of one connection, and their answers. Confined to its event loop. */
final class CallTable {

  private static final System.Logger logger = System.getLogger("dev.vitals.benchmarks");
  private static final int MAX_LISTED_SERVICES = 100;

  private final HealthSource source;
  private final ReceiveWindow receiveWindow;
  private final Outbound out;
  private final EventExecutor loop;
  private final IntObjectMap<Call> calls = new IntObjectHashMap<>();
  private final Map<String, WatchGroup> groups = new HashMap<>();
  private volatile int openCalls; // read from any thread
  private Runnable done = () -> {};

  CallTable(HealthSource source, ReceiveWindow receiveWindow, Outbound out, EventExecutor loop) {
    this.source = source;
    this.receiveWindow = receiveWindow;
    this.out = out;
    this.loop = loop;
  }

  @Nullable Call call(int stream) {
    return calls.get(stream);
  }

  /** Returns how many calls are open; for any thread. */
  int openCalls() {
    return openCalls;
  }

  /** Runs this when the last call has ended. */
  void whenDone(Runnable action) {
    done = action;
  }

  /** Begins a call, or answers at once what can't be one; null then. */
  @Nullable Call begin(int stream, int window, Http2Headers headers) {
    RequestHeaders requestHeaders = RequestHeaders.of(headers);
    if (requestHeaders.refusal() != null) {
      out.headers(stream, requestHeaders.refusal(), true);
      return null;
    }
    Call call = new Call(stream, window);
    call.request = requestHeaders.request();
    if (requestHeaders.nanos() != Long.MAX_VALUE) {
      call.deadline =
          loop.schedule(() -> expire(call), requestHeaders.nanos(), TimeUnit.NANOSECONDS);
    }
    calls.put(stream, call);
    openCalls = calls.size();
    return call;
  }

  private void expire(Call call) {
    if (calls.get(call.id) == call) {
      boolean asked = call.request == null;
      end(call, CallStatus.DEADLINE);
      if (!asked) {
        out.reset(call.id, Http2Error.NO_ERROR);
      }
      out.flush();
    }
  }

  /** Answers a request that is complete. */
  void answer(Call call, Request request) {
    CallStatus missing = request.missing();
    if (missing != null) {
      end(call, missing);
      return;
    }
    try {
      String service = Messages.service(request.message());
      if (service == null) {
        end(call, CallStatus.MALFORMED);
        return;
      }
      switch (request.method) {
        case CHECK -> check(call, service);
        case LIST -> list(call);
        case WATCH -> watch(call, service);
      }
    } catch (RuntimeException e) {
      logger.log(System.Logger.Level.WARNING, "Health failed to answer", e);
      end(call, CallStatus.FAILED);
    }
  }

  private void check(Call call, String service) {
    PendingCheck pending =
        source.check(
            service,
            status -> {
              if (loop.inEventLoop()) {
                show(call, status);
              } else {
                loop.execute(
                    () -> {
                      show(call, status);
                      out.flush();
                    });
              }
            });
    if (calls.get(call.id) == call) {
      call.pending = pending;
    }
  }

  private void show(Call call, ServingStatus status) {
    if (calls.get(call.id) != call) {
      return; // cancelled meanwhile
    }
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      end(call, CallStatus.UNKNOWN_SERVICE);
    } else {
      reply(call, Messages.status(status));
    }
  }

  private void list(Call call) {
    source
        .statuses(MAX_LISTED_SERVICES)
        .ifPresentOrElse(
            statuses -> reply(call, Messages.list(statuses)),
            () -> end(call, CallStatus.TOO_MANY_SERVICES));
  }

  private void watch(Call call, String service) {
    try {
      WatchGroup group = groups.get(service);
      if (group == null) {
        group = new WatchGroup(source, service, this, out, loop);
        groups.put(service, group);
      }
      beginResponse(call);
      group.join(call);
    } catch (WatchRefusedException e) {
      end(call, CallStatus.of(e.limit()));
    }
  }

  private void beginResponse(Call call) {
    call.begun = true;
    out.headers(call.id, Blocks.RESPONSE, false);
  }

  private void reply(Call call, byte[] message) {
    beginResponse(call);
    call.rest = new Rest(message, 0, CallStatus.OK);
    send(call);
  }

  /** Sends what a call has waiting, as far as the windows allow. */
  private void send(Call call) {
    Rest rest = call.rest;
    if (out.sendRest(call) && rest != null && rest.status() != null) {
      end(call, rest.status());
    } else if (call.rest == null && call.group != null) {
      call.group.send(call);
    }
  }

  /** Ends a call. What it had waiting is not sent any more. */
  void end(Call call, CallStatus status) {
    out.headers(call.id, call.begun ? status.trailers : status.alone, true);
    forget(call);
  }

  /** Forgets a call that is over. */
  void forget(Call call) {
    calls.remove(call.id);
    openCalls = calls.size();
    out.forget(call);
    if (call.request != null) {
      receiveWindow.release(call.request.held);
    }
    if (call.deadline != null) {
      call.deadline.cancel(false);
    }
    if (call.pending != null) {
      call.pending.cancel();
    }
    if (call.group != null) {
      call.group.leave(call);
    }
    if (calls.isEmpty()) {
      done.run();
    }
  }

  void forget(WatchGroup group) {
    groups.remove(group.name, group);
  }

  void forgetAll() {
    List.copyOf(calls.values()).forEach(this::forget);
  }

  /** Widens a call's window; false if that is more than there may be. */
  boolean widen(Call call, int more) {
    long wider = (long) call.window + more;
    if (wider > Integer.MAX_VALUE) {
      return false;
    }
    call.window = (int) wider;
    send(call);
    return true;
  }

  /** Widens, or narrows, all of them. */
  boolean widenAll(int more) {
    for (Call call : List.copyOf(calls.values())) {
      if (!widen(call, more)) {
        return false;
      }
    }
    return true;
  }

  /** Goes on with those that waited for the connection's window. */
  void resumeWaiting() {
    for (Call call = out.next(); call != null; call = out.next()) {
      send(call);
    }
  }

  /** Goes on with all watches: the client takes what it is sent again. */
  void resumeAll() {
    List.copyOf(groups.values()).forEach(WatchGroup::pump);
  }
}
