package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireMessage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
    this.client = context.closing(new RawClient(context.timeline()::add));
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
    RawReply reply = connect().check(name);
    answered(reply);
    boolean one = !reply.is(WireCode.OK) || reply.messages().size() == 1;
    context.given("HC-CHECK-13", () -> context.expect(one, "one message", reply.summary()));
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
    boolean hasStatus = !reply.httpStatus().equals("200") || reply.grpcStatus().isPresent();
    context.given(
        "HC-RPC-17", () -> context.expect(hasStatus, "grpc-status in trailers", reply.summary()));
  }

  /** The call ended OK with one message, and that is this status. */
  public void expectStatus(RawReply reply, ServingStatus status, String of) {
    context.expect(reply.is(status.ordinal()), "OK, " + status + " from " + of, reply.summary());
  }

  /** The call ended with this code and without a message that a client would take for an answer. */
  public void expectCode(RawReply reply, WireCode code, String of) {
    context.expect(reply.is(code), code + " from " + of, reply.summary());
  }

  /** The call ended with an error, whichever. */
  public void expectError(RawReply reply, String of) {
    context.expect(reply.failed(), "an error from " + of, reply.summary());
  }

  /** The call ended with an error; these codes are what the texts name, others are a warning. */
  public void expectError(RawReply reply, String of, WireCode... named) {
    expectError(reply, of);
    Set<WireCode> usual = new HashSet<>(List.of(named));
    context.note(of + ": " + reply.summary());
    context.advise(
        usual.contains(reply.code()), "one of " + List.of(named) + " from " + of, reply.summary());
  }

  /** The next message of a Watch is this status. */
  public WireMessage expectNext(RawStream watch, ServingStatus status) {
    WireMessage message = watch.next();
    int came = WireHealth.status(message.plain(encoding(watch)));
    context.expect(came == status.ordinal(), status + " next on Watch", WireHealth.name(came));
    return message;
  }

  /** This status comes on a Watch sooner or later. */
  public void awaitStatus(RawStream watch, ServingStatus status) {
    String encoding = encoding(watch);
    while (true) {
      WireMessage message = next(watch, status + " in the end");
      if (WireHealth.status(message.plain(encoding)) == status.ordinal()) {
        return;
      }
    }
  }

  /**
   * Waits for the first messages of many Watches, all in the time that one is given.
   *
   * @return how many of them brought one
   */
  public static int awaitFirst(List<RawStream> watches) {
    long until = System.nanoTime() + Await.LIMIT.toNanos();
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

  /** How many streams the server allows at once; a great many if it does not say. */
  public static int streamLimit(RawConnection connection) {
    long limit =
        connection.announced(RawFrame.Settings.MAX_CONCURRENT_STREAMS).orElse(Long.MAX_VALUE);
    return (int) Math.min(limit, Integer.MAX_VALUE);
  }

  /** Waits until the server has read all that was sent, or has ended the connection. */
  public static void pingOrEnd(RawConnection connection) {
    try {
      connection.ping();
    } catch (Violation end) {
      // Then the connection is over, or as good as; what follows is judged on another.
    }
  }

  private static WireMessage next(RawStream watch, String expected) {
    try {
      return watch.next();
    } catch (Violation violation) {
      throw new Violation(expected + " on Watch", violation.came());
    }
  }

  private static String encoding(RawStream stream) {
    return stream
        .reply()
        .headers()
        .flatMap(block -> block.fields().first("grpc-encoding"))
        .orElse("identity");
  }
}
