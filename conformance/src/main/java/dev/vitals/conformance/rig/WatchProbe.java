package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.text.Words;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One open Watch, and what may be expected to come on it. Messages are taken one by one, in order;
 * what is taken is what the case has seen. Confined to the case's thread, except that messages
 * arrive on another.
 */
public final class WatchProbe {
  private static final int MAX_TOLD_MESSAGES = 200;

  /** From here on, a server may take a client for one that resets calls to do harm. */
  private static final int MANY_CANCELS = 50;

  /** How long a watcher that was still catching up must rest. */
  private static final Duration MIN_REST = Duration.ofMillis(150);

  private final ClientCall<HealthCheckRequest, HealthCheckResponse> call;
  private final String service;
  private final String name;
  private final Timeline timeline;
  private final CasePatience patience;
  private final Awaited first;
  private final AtomicInteger cancels;
  private final long opened = System.nanoTime();
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private volatile int received;
  private @Nullable ServingStatus last; // the last that was taken
  private Awaited change = Awaited.CHANGE; // what is waited for after the first message
  private int passed; // messages that were let pass in the wait under way
  private @Nullable WatchEvent end;

  WatchProbe(
      ClientCall<HealthCheckRequest, HealthCheckResponse> call,
      String service,
      String name,
      Timeline timeline,
      int reads,
      CasePatience patience,
      Awaited first,
      AtomicInteger cancels) {
    this.patience = patience;
    this.first = first;
    this.cancels = cancels;
    this.call = call;
    this.service = service;
    this.name = name;
    this.timeline = timeline;
    timeline.add(name + " = Watch(" + Words.quoted(service) + ")");
    call.start(new Listener(), new Metadata());
    call.request(reads);
    call.sendMessage(HealthCheckRequest.newBuilder().setService(service).build());
    call.halfClose();
  }

  /** Something arrived; called by whatever thread it came on. */
  private void add(WatchEvent event) {
    events.add(event);
  }

  /** The next thing that comes, at the latest in {@link Await#LIMIT}; {@code null} if nothing. */
  public @Nullable WatchEvent next() throws InterruptedException {
    return next(Await.LIMIT);
  }

  /** The next thing that comes within {@code limit}; {@code null} if nothing. */
  public @Nullable WatchEvent next(Duration limit) throws InterruptedException {
    passed = 0;
    return take(limit);
  }

  private @Nullable WatchEvent take(Duration limit) throws InterruptedException {
    if (end != null) {
      return end;
    }
    Duration within = patience.within(limit, awaited());
    WatchEvent event = events.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    if (event == null) {
      return null;
    }
    if (event.isEnd()) {
      end = event;
    } else {
      last = event.status();
    }
    return event;
  }

  /** What is to come next, if anything. */
  private Awaited awaited() {
    return received == 0 ? first : change;
  }

  /** Whether a first message was seen never to come for such a service, and has not come. */
  boolean isInVain() {
    return received == 0 && patience.isInVain(first);
  }

  /** The same after a message that was let pass; repeats that come for ever put nothing off. */
  @Nullable WatchEvent nextBy(long until) throws InterruptedException {
    passed++;
    long left = until - System.nanoTime();
    return left < 0 ? null : take(Duration.ofNanos(left));
  }

  /** The point in time that is this far away. */
  static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  /** The next thing that comes within this time and is no repeat; {@code null} if nothing. */
  public @Nullable WatchEvent nextOther(Duration limit) throws InterruptedException {
    ServingStatus before = last;
    long until = in(limit);
    WatchEvent event = next(limit);
    while (event != null && before != null && event.status() == before) {
      event = nextBy(until);
    }
    return event;
  }

  /** The end of the call, if it comes within this time, after whatever messages. */
  public @Nullable WatchEvent endWithin(Duration limit) throws InterruptedException {
    long until = in(limit);
    WatchEvent event = next(limit);
    while (event != null && !event.isEnd()) {
      event = nextBy(until);
    }
    return event;
  }

  /**
   * All that comes within this time, up to the end of the call; however much, it takes no longer.
   */
  public List<WatchEvent> during(Duration time) throws InterruptedException {
    List<WatchEvent> all = new ArrayList<>();
    long until = in(time);
    WatchEvent event = next(time);
    while (event != null && !event.isEnd()) {
      all.add(event);
      event = nextBy(until);
    }
    if (event != null) {
      all.add(event);
    }
    return all;
  }

  /** Takes all that has come so far, without waiting. */
  public List<WatchEvent> takeAll() throws InterruptedException {
    List<WatchEvent> all = new ArrayList<>();
    while (end == null && !events.isEmpty()) {
      WatchEvent event = next(Duration.ZERO);
      if (event != null) {
        all.add(event);
      }
    }
    return all;
  }

  /** The last message taken, or {@code null} before the first. */
  public @Nullable ServingStatus last() {
    return last;
  }

  /** The end of the call, if it was taken. */
  public @Nullable WatchEvent end() {
    return end;
  }

  /**
   * Whether it was refused in the way that HC-WATCH-29 leaves to a server with a limit, so that
   * there is no watcher to tell; known once its first message was waited for.
   */
  public boolean wasRefused() {
    return last == null
        && end != null
        && (end.code() == Code.RESOURCE_EXHAUSTED || end.code() == Code.FAILED_PRECONDITION);
  }

  /** Whether it ended because the server said GOAWAY to the whole connection. */
  boolean metGoAway() {
    return end != null && end.description().toUpperCase(Locale.ROOT).contains("GOAWAY");
  }

  /** A first message comes, or the end. */
  public WatchEvent expectFirst() throws InterruptedException {
    WatchEvent event = next();
    if (event == null) {
      throw violation("a first message", null);
    }
    return event;
  }

  /** This status is what the waits from here on are for. */
  public void awaits(ServingStatus expected) {
    change = Awaited.changeTo(expected);
  }

  /** The next message is this one; a repeat of the one before counts as the next. */
  public WatchEvent expectNext(ServingStatus expected) throws InterruptedException {
    awaits(expected);
    WatchEvent event = next();
    if (event == null || event.status() != expected) {
      throw violation(expected + " next", event);
    }
    return event;
  }

  /** The next message that differs from the one before is this one. */
  public WatchEvent expectChange(ServingStatus expected) throws InterruptedException {
    awaits(expected);
    WatchEvent event = last() == expected ? next() : nextOther(Await.LIMIT);
    if (event == null || event.status() != expected) {
      throw violation(expected + " next", event);
    }
    return event;
  }

  /** This status comes, sooner or later; whatever comes before it is let pass. */
  public WatchEvent awaitStatus(ServingStatus expected) throws InterruptedException {
    long until = in(Await.LIMIT);
    String wanted = last() == expected ? "another " + expected : expected + " in the end";
    awaits(expected);
    WatchEvent event = next();
    while (event != null && !event.isEnd() && event.status() != expected) {
      event = nextBy(until);
    }
    if (event == null || event.isEnd()) {
      throw violation(wanted, event);
    }
    return event;
  }

  /** Takes all that is there, and ends on this status; waits for it if it is not yet the last. */
  public void awaitLast(ServingStatus expected) throws InterruptedException {
    takeAll();
    if (last() != expected || end() != null) {
      awaitStatus(expected);
      takeAll();
    }
  }

  /**
   * Takes all until nothing has come for this long, and ends on this status: after a burst, a
   * status that was held in it may well come again before the last one does.
   */
  public void awaitDrained(ServingStatus expected, Duration quiet) throws InterruptedException {
    long until = in(Await.LIMIT);
    WatchEvent event = next(quiet);
    while (event != null && !event.isEnd() && System.nanoTime() < until) {
      event = next(quiet);
    }
    awaitLast(expected);
  }

  /**
   * For this long, nothing comes that leads away from this status: a watcher that is still catching
   * up, through whatever was queued for it, gets until {@link Await#LIMIT} to come to rest on it.
   */
  void expectSettled(ServingStatus status, Duration quiet) throws InterruptedException {
    long until = in(Await.LIMIT);
    Duration rest = quiet;
    while (!staysOn(status, rest)) {
      if (end() != null || System.nanoTime() - until > 0) {
        if (end() != null || last() == null) {
          throw violation("rest on " + status, end());
        }
        throw Violation.late(
            "rest on " + status + " on " + name + " of " + Words.quoted(service),
            "more changes for " + Words.time(Await.LIMIT) + ", the last of them to " + last());
      }
      awaitLast(status);
      rest = MIN_REST.compareTo(quiet) > 0 ? MIN_REST : quiet;
    }
  }

  private boolean staysOn(ServingStatus status, Duration quiet) throws InterruptedException {
    long until = in(quiet);
    WatchEvent event = next(quiet);
    while (event != null && event.status() == status) {
      event = nextBy(until);
    }
    return event == null && last() == status;
  }

  /** For this long, nothing comes but repeats of the status that was last, which is this. */
  public void expectSilenceOrRepeat(Duration quiet, ServingStatus status)
      throws InterruptedException {
    WatchEvent event = nextOther(quiet);
    if (event != null) {
      throw violation("nothing but " + status, event);
    }
  }

  /** The same, or the end of the call. */
  public void expectSilenceOrRepeatOrEnd(Duration quiet, ServingStatus status)
      throws InterruptedException {
    WatchEvent event = nextOther(quiet);
    if (event != null && !event.isEnd()) {
      throw violation("nothing but " + status, event);
    }
  }

  /** This status comes, or the call ends; whichever, it must not take long. */
  public void awaitStatusOrEnd(ServingStatus expected) throws InterruptedException {
    long until = in(Await.LIMIT);
    WatchEvent event = next();
    while (event != null && !event.isEnd() && event.status() != expected) {
      event = nextBy(until);
    }
    if (event == null) {
      throw violation(expected + " or the end", null);
    }
  }

  /** How many messages have come, taken or not. */
  public int received() {
    return received;
  }

  public String service() {
    return service;
  }

  public Duration since(WatchEvent event) {
    return Duration.ofNanos(event.nanoTime() - opened);
  }

  /** Reads this many more messages than it was told at the start. */
  void read(int more) {
    call.request(more);
  }

  /** Ends the call from this side. */
  public void cancel() {
    timeline.add(name + " cancelled");
    cancels.incrementAndGet();
    call.cancel("the case is done with it", null);
  }

  /**
   * What is wrong, told of this watch.
   *
   * @throws Blocked if another clause is known to be the cause
   * @throws NotApplicable if the server has lost patience with what this client cancelled
   */
  public Violation violation(String expected, @Nullable WatchEvent event) {
    String wanted = expected + " on " + name + " of " + Words.quoted(service);
    if (event != null && isCalmedDown(event)) {
      throw new NotApplicable(
          "after "
              + cancels.get()
              + " cancelled calls the server closed the connection with ENHANCE_YOUR_CALM, which"
              + " HC-RPC-23 leaves to it");
    }
    if (event != null) {
      boolean isFirst = event.isEnd() ? received == 0 : received <= 1;
      Violation violation = new Violation(wanted, came(event));
      AnswerFaults.blockByContentType(event.description(), violation);
      patience.explainedBy(violation, AnswerFaults.clauses(event));
      return patience.restingOn(violation, (isFirst ? first : Awaited.CHANGE).clauseId());
    }
    return patience.missedOnWatch(awaited(), Violation.late(wanted, came(null)));
  }

  private boolean isCalmedDown(WatchEvent event) {
    return event.description().contains("ENHANCE_YOUR_CALM") && cancels.get() >= MANY_CANCELS;
  }

  private String came(@Nullable WatchEvent event) {
    if (event != null) {
      return event.toString();
    }
    String within = " within " + Words.time(patience.within(Await.LIMIT, awaited()));
    if (last() == null) {
      return "nothing" + within + ", no message at all";
    }
    return passed == 0
        ? "nothing" + within + "; the last message was " + last()
        : Words.count(passed, "other message") + within + ", the last of them " + last();
  }

  private final class Listener extends ClientCall.Listener<HealthCheckResponse> {
    private @Nullable ServingStatus newest;

    @Override
    public void onMessage(HealthCheckResponse message) {
      int count = received + 1;
      received = count;
      ServingStatus status = ServingStatus.of(message.getStatusValue());
      if (count == 1) {
        patience.came(first);
      } else if (status != newest) {
        patience.came(Awaited.CHANGE);
        patience.came(Awaited.changeTo(status));
      }
      newest = status;
      WatchEvent event = WatchEvent.message(status);
      if (count <= MAX_TOLD_MESSAGES) {
        timeline.add(name + " ← " + event.status());
      }
      add(event);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      WatchEvent event = WatchEvent.end(status.getCode(), status.getDescription());
      timeline.add(name + " ← " + event);
      add(event);
    }
  }
}
