package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireMessage;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The raw client in the hands of one case: connections to the subject, and what most raw cases
 * expect of an answer. Its frames are in the case's timeline; it is closed with the case. Confined
 * to the case's thread.
 */
public final class RawRig {
  private final CaseContext context;
  private final RawClient client;

  RawRig(CaseContext context) {
    this.context = context;
    this.client = context.rawClient(context.timeline()::add);
  }

  /** A case that works with a rig. */
  @FunctionalInterface
  public interface Body {
    void run(CaseContext context, RawRig rig) throws Exception;
  }

  /** Gives a case its rig. */
  public static Case.Body with(Body body) {
    return context -> body.run(context, new RawRig(context));
  }

  /** Connects as an ordinary client does. */
  public RawConnection connect() {
    return connect(RawSettings.DEFAULT);
  }

  /** Connects, presenting itself as told. */
  public RawConnection connect(RawSettings settings) {
    return client.connect(context.address(), settings);
  }

  /**
   * A fresh name, set to this status, for which an ordinary Check was seen to work: a case that
   * sends something unusual then judges that alone.
   */
  public String known(ServingStatus status) throws Exception {
    String name = context.known(status);
    RawStream check = connect().open(RawRequest.check());
    check.sendLast(WireBytes.framed(WireHealth.request(name)));
    RawReply reply = ended(Awaited.CHECK, check);
    answered(reply);
    boolean one = !reply.is(WireCode.OK) || reply.messages().size() == 1;
    context.given("HC-CHECK-13", () -> context.expect(one, "one message", reply.summary()));
    if (!reply.is(status.ordinal())) {
      Violation violation = context.wrong("OK, " + status + " from Check", reply.summary());
      context.patience().explainedBy(violation, List.of(AnswerFaults.AT_ONCE));
    }
    context.given("HC-CHECK-01", () -> expectStatus(reply, status, "Check"));
    return name;
  }

  /**
   * Judges nothing but this: that the method is there and that its answer is one. What is wrong
   * with that is another clause's matter, and this case's bar.
   */
  public void answered(RawReply reply) throws Exception {
    context.given(
        "HC-SVC-01",
        () -> context.expect(!reply.is(WireCode.UNIMPLEMENTED), "Check", reply.summary()));
    context.given(
        "HC-RPC-17",
        () -> context.expect(reply.hasStatus(), "grpc-status in trailers", reply.summary()));
  }

  /** Lists; that there is an answer is another clause's matter. */
  public RawReply list(RawConnection connection) {
    RawStream call = connection.open(RawRequest.list());
    return ended(Awaited.LIST, call.sendLast(WireBytes.framed(WireBytes.NONE)));
  }

  /**
   * What a call ends with; that an answer comes at all is another clause's matter. Trailers will
   * do, whether or not the stream ends with them.
   */
  public RawReply ended(Awaited awaited, RawStream call) {
    CasePatience patience = context.patience();
    Duration limit = patience.within(Await.LIMIT, awaited);
    RawReply reply = call.awaitEndOrTrailers(limit);
    if (!reply.ended() && !reply.hasTrailers()) {
      String came = reply.summary() + " after " + Words.time(limit);
      Violation late = Violation.late("the end of the call on " + call.path(), came);
      throw new Blocked(awaited.clauseId(), patience.missed(awaited, late));
    }
    if (reply.ended()) {
      patience.came(awaited);
    }
    return reply;
  }

  /**
   * Makes a call with one message and waits for its end. Where streams were seen not to end with
   * their trailers, that is the cause if this one does not.
   */
  public RawReply call(RawConnection connection, RawRequest request, byte[] message) {
    RawStream call = connection.open(request).sendLast(WireBytes.framed(message));
    try {
      return call.awaitEnd();
    } catch (Violation violation) {
      throw context.patience().explainedBy(violation, List.of(AnswerFaults.ENDS));
    }
  }

  /** The call ended OK with one message, and that is this status. */
  public void expectStatus(RawReply reply, ServingStatus status, String of) {
    String expected = "OK, " + status + " from " + of;
    if (!reply.is(status.ordinal())) {
      CasePatience patience = context.patience();
      Violation violation = context.wrong(expected, reply.summary());
      patience.explainedBy(violation, AnswerFaults.clauses(reply));
      throw patience.restingOn(violation, CaseContext.about(status));
    }
  }

  /** The call ended with this code and without a message that a client would take for an answer. */
  public void expectCode(RawReply reply, WireCode code, String of) {
    expect(reply, reply.is(code), code + " from " + of);
  }

  /** The call ended with an error, whichever. */
  public void expectError(RawReply reply, String of) {
    expect(reply, reply.failed(), "an error from " + of);
  }

  private void expect(RawReply reply, boolean holds, String expected) {
    if (!holds) {
      Violation violation = context.wrong(expected, reply.summary());
      throw context.patience().explainedBy(violation, AnswerFaults.ofEnd(reply));
    }
  }

  /** The call ended with an error; these codes are what the texts name, others are a warning. */
  public void expectError(RawReply reply, String of, WireCode... named) {
    expectError(reply, of);
    Set<WireCode> usual = new HashSet<>(List.of(named));
    String codes = named.length == 1 ? named[0].toString() : "one of " + List.of(named);
    context.note(of + ": " + reply.summary());
    context.advise(usual.contains(reply.code()), codes + " from " + of, reply.summary());
  }

  /** The next message of a Watch is this status. */
  public WireMessage expectNext(RawStream watch, ServingStatus status) {
    boolean first = watch.received() == 0;
    Awaited awaited = first ? Awaited.FIRST_OF_KNOWN : Awaited.changeTo(status);
    WireMessage message = next(watch, status + " next", awaited);
    int came = WireHealth.status(message.plain(encoding(watch)));
    if (came != status.ordinal()) {
      Violation violation = context.wrong(status + " next on Watch", WireHealth.name(came));
      CasePatience patience = context.patience();
      patience.explainedBy(violation, List.of(AnswerFaults.NUMBERS));
      throw patience.restingOn(violation, (first ? awaited : Awaited.CHANGE).clauseId());
    }
    return message;
  }

  /** What a Watch begins with, if anything comes; waits no longer than makes sense. */
  public Optional<Integer> first(RawStream watch, Awaited awaited) {
    return watch.firstStatus(context.patience().within(Await.LIMIT, awaited));
  }

  /** This status comes on a Watch sooner or later, after the first. */
  public void awaitStatus(RawStream watch, ServingStatus status) {
    String encoding = encoding(watch);
    WireMessage message;
    do {
      message = next(watch, status + " in the end", Awaited.changeTo(status));
    } while (WireHealth.status(message.plain(encoding)) != status.ordinal());
    if (watch.received() > 1) {
      context.patience().came(Awaited.CHANGE);
      context.patience().came(Awaited.changeTo(status));
    }
  }

  /**
   * Waits for the first messages of many Watches, all in the time that one is given.
   *
   * @return how many of them brought one
   */
  public int awaitFirst(List<RawStream> watches) {
    Duration limit = context.patience().within(Await.LIMIT, Awaited.FIRST_OF_KNOWN);
    long until = System.nanoTime() + limit.toNanos();
    int open = 0;
    for (RawStream watch : watches) {
      Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      open += watch.firstStatus(left).isPresent() ? 1 : 0;
    }
    return open;
  }

  /** Another connection gets the answer that it should: the server goes on. */
  public void expectAlive(String known, ServingStatus status, String after) {
    RawReply reply = connect().check(known);
    context.expect(
        reply.is(status.ordinal()),
        "OK, " + status + " on a new connection after " + after,
        reply.summary());
  }

  /** Waits until the server has read all that was sent; a PING without answer is another clause. */
  public void sync(RawConnection connection) throws Exception {
    context.given("HC-RPC-21", connection::ping);
  }

  /** Waits until the server has read all that was sent, or has ended the connection. */
  public static void pingOrEnd(RawConnection connection) {
    try {
      connection.ping();
    } catch (Violation end) {
      // Then the connection is over, or as good as; what follows is judged on another.
    }
  }

  private WireMessage next(RawStream watch, String expected, Awaited awaited) {
    CasePatience patience = context.patience();
    Duration limit = patience.within(Await.LIMIT, awaited);
    Optional<WireMessage> message = watch.next(limit);
    if (message.isEmpty()) {
      RawReply reply = watch.reply();
      String wanted = expected + " on Watch";
      String came = reply.summary();
      throw reply.ended()
          ? patience.restingOn(new Violation(wanted, came), awaited.clauseId())
          : patience.missedOnWatch(
              awaited, Violation.late(wanted, came + " after " + Words.time(limit)));
    }
    if (awaited == Awaited.FIRST_OF_KNOWN) { // a repeat is no change
      patience.came(awaited);
    }
    return message.get();
  }

  private static String encoding(RawStream stream) {
    return stream
        .reply()
        .headers()
        .flatMap(block -> block.fields().first("grpc-encoding"))
        .orElse("identity");
  }
}
