package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a connection still does after more than a thousand calls. */
final class LongConnectionCases {
  /** In every profile, since limits are round numbers; more of them in the long one. */
  private static final int CALL_COUNT = 1200;

  private static final int CALLS_AT_ONCE = 20;
  private static final int MAX_CONNECTIONS_A_BATCH = 3;
  private static final Duration MAX_TIME = Duration.ofSeconds(8);

  private LongConnectionCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-19/twelve-hundred",
                "Twelve hundred Checks on one connection are all answered, after a GOAWAY on the next.",
                RawRig.with((c, rig) -> new Asking(c, rig).twelveHundred()))
            .needs(Need.CHECK, Need.SET)
            .kills("connection-hangs-after-1000", "connection-dropped-after-1000")
            .traits(PROVOKES));
  }

  /** Asks on one connection for as long as the server keeps it, and then on another. */
  private static final class Asking {
    private final CaseContext c;
    private final RawRig rig;
    private final String service;
    private RawConnection connection;
    private int answered;
    private int most;

    Asking(CaseContext c, RawRig rig) throws Exception {
      this.c = c;
      this.rig = rig;
      this.service = rig.known(SERVING);
      this.connection = rig.connect();
    }

    void twelveHundred() throws Exception {
      int wanted = (int) (CALL_COUNT * Math.max(1, c.profile().effort()));
      int atOnce = Math.min(CALLS_AT_ONCE, c.streamLimit(connection));
      long end = System.nanoTime() + MAX_TIME.toNanos();
      int done = 0;
      for (; done < wanted && System.nanoTime() - end < 0; done += atOnce) {
        askAll(atOnce);
      }
      c.measure("Checks answered on one connection", most, "");
      if (done < wanted) {
        c.weaken(done + " of " + wanted + " Checks in " + Words.time(MAX_TIME));
      }
      if (Need.WATCH.isMetBy(c.capabilities())) {
        watch();
      }
    }

    private void askAll(int count) throws Exception {
      int left = count;
      for (int i = 0; i < MAX_CONNECTIONS_A_BATCH && left > 0; i++) {
        left -= ask(left);
        renewIfOver();
      }
      c.expect(
          left == 0,
          "an answer to each of " + count + " Checks, on the next connection at the latest",
          "none to " + left + " of them on " + MAX_CONNECTIONS_A_BATCH + " connections");
    }

    /** Asks so many times at once; returns how many were answered. */
    private int ask(int count) throws Exception {
      List<RawStream> asked = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        asked.add(check(connection));
      }
      Await.until(Await.LIMIT, () -> asked.stream().allMatch(RawStream::ended));
      int before = answered;
      for (RawStream each : asked) {
        if (isAnswered(each.reply())) {
          answered++;
        }
        connection.forget(each);
      }
      most = Math.max(most, answered);
      return answered - before;
    }

    private RawStream check(RawConnection on) {
      return on.open(RawRequest.check()).sendLast(WireBytes.framed(WireHealth.request(service)));
    }

    /** Whether it is: what a GOAWAY left out, or went with the connection, is asked again. */
    private boolean isAnswered(RawReply reply) throws Exception {
      String check = "Check " + (answered + 1) + " of one connection";
      if (!reply.ended()) {
        throw unanswered(check);
      }
      if (reply.wasNotProcessed()) {
        return false;
      }
      if (reply.lost().isPresent()) {
        c.advise(
            false, "an answer to " + check + ", or a GOAWAY that leaves it out", reply.summary());
        return false;
      }
      rig.expectStatus(reply, SERVING, check);
      return true;
    }

    /** If a new connection is answered, the server is not slow: this one hangs. */
    private Violation unanswered(String check) throws Exception {
      RawStream another = check(rig.connect());
      Await.until(Await.LIMIT, another::ended);
      RawReply elsewhere = another.reply();
      String expected = "an answer to " + check + ", or GOAWAY before it";
      String came =
          "neither within "
              + Words.time(Await.LIMIT)
              + "; a Check on a new connection after that: "
              + elsewhere.summary();
      return elsewhere.ended() ? new Violation(expected, came) : Violation.late(expected, came);
    }

    private void renewIfOver() {
      if (connection.goAway().isEmpty() && connection.closed().isEmpty()) {
        return;
      }
      c.advise(
          connection.goAway().isPresent(),
          "GOAWAY before a connection ends",
          "its end after " + answered + " Checks, without one");
      connection.goAway().ifPresent(last -> c.note(last + " after " + answered + " Checks"));
      connection.close();
      connection = rig.connect();
      answered = 0;
    }

    private void watch() {
      RawStream watch = connection.watch(service);
      Optional<Integer> first = rig.first(watch, Awaited.FIRST_OF_KNOWN);
      RawReply reply = watch.reply();
      String expected = "SERVING first on a Watch after " + answered + " Checks of its connection";
      boolean any = first.isPresent() || reply.ended();
      c.expectInTime(List.of("HC-WATCH-01"), any, expected, reply.summary());
      boolean begins = first.equals(Optional.of(SERVING.ordinal())) || reply.wasNotProcessed();
      c.expectResting("HC-WATCH-01", begins, expected, reply.summary());
    }
  }
}
