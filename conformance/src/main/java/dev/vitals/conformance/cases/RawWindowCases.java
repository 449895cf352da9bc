package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clients that give room for a few bytes, and late. The raw client counts what comes: DATA that
 * finds no room fails the case, whatever becomes of the call.
 */
final class RawWindowCases {
  /** Less than any message of the protocol, with its prefix. */
  private static final int FEW_BYTES = 3;

  /** Room for a message or two. */
  private static final int SMALL_WINDOW_BYTES = 100;

  private static final int BATCH_CALL_COUNT = 50;
  private static final Duration USE_UP_LIMIT = Duration.ofSeconds(30);

  private RawWindowCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-RPC-27/stream-window",
                "an answer waits for the window of its stream, which is opened byte by byte",
                RawRig.with(RawWindowCases::streamWindow))
            .needs(Need.CHECK, Need.SET)
            .kills("window-update-as-licence"),
        Case.of(
                "HC-RPC-27/connection-window",
                "answers that have used up the connection's window wait until it is given back",
                RawRig.with(RawWindowCases::connectionWindow))
            .needs(Need.CHECK, Need.SET)
            .kills("connection-window-ignored"),
        Case.of(
                "HC-RPC-28/initial-window",
                "answers keep to the initial window, and to another one that comes while they wait",
                RawRig.with(RawWindowCases::initialWindow))
            .needs(Need.CHECK, Need.SET)
            .kills("initial-window-ignored", "window-change-ignored"),
        Case.of(
                "HC-RPC-28/negative-window",
                "a Watch whose window was taken back waits until it has room again",
                RawRig.with(RawWindowCases::negativeWindow))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("initial-window-ignored", "window-change-ignored"));
  }

  private static void streamWindow(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect(RawSettings.DEFAULT.initialWindow(0));
    RawStream check = checkUnread(connection, name);
    hold(c);
    for (int bytes = 0; bytes < FEW_BYTES; bytes++) {
      check.grant(1);
      hold(c);
    }
    check.grant(RawSettings.WINDOW);
    rig.expectStatus(check.awaitEnd(), SERVING, "Check, once its window was opened");
  }

  private static void connectionWindow(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect(RawSettings.DEFAULT.withoutRefill());
    c.given("HC-CHECK-01", () -> rig.expectStatus(connection.check(name), SERVING, "Check"));
    int answer = (int) (RawSettings.WINDOW - connection.left());
    long until = System.nanoTime() + USE_UP_LIMIT.toNanos();
    while (connection.left() >= answer && System.nanoTime() < until) {
      use(c, connection, name, (int) connection.left() / answer);
    }
    if (connection.left() >= answer) {
      c.weaken(
          "%d bytes of the connection's window could not be used up in %s"
              .formatted(connection.left(), Words.time(USE_UP_LIMIT)));
      return;
    }
    RawStream check = checkUnread(connection, name);
    hold(c);
    connection.grant(RawSettings.WINDOW);
    rig.expectStatus(check.awaitEnd(), SERVING, "Check, once the connection's window was opened");
  }

  /** Has some Checks answered, no more than there is room for. */
  private static void use(CaseContext c, RawConnection connection, String name, int most)
      throws Exception {
    int number = Math.min(Math.min(most, BATCH_CALL_COUNT), c.streamLimit(connection));
    List<RawStream> checks = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      checks.add(checkUnread(connection, name));
    }
    for (RawStream check : checks) {
      c.given("HC-CHECK-17", check::awaitEnd);
      connection.forget(check);
    }
    Optional<String> end =
        connection
            .goAway()
            .map(RawFrame::toString)
            .or(() -> connection.closed().map(RawFrame::toString));
    if (end.isPresent()) {
      throw new NotApplicable(
          "the server ended the connection before its window was used up: " + end.get());
    }
  }

  private static void initialWindow(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect(RawSettings.DEFAULT.initialWindow(0));
    RawStream early = checkUnread(connection, name);
    hold(c);
    announce(c, connection, FEW_BYTES);
    RawStream late = checkUnread(connection, name);
    hold(c);
    announce(c, connection, RawSettings.WINDOW);
    rig.expectStatus(early.awaitEnd(), SERVING, "Check, once the initial window was raised");
    rig.expectStatus(late.awaitEnd(), SERVING, "another Check, once it was raised again");
  }

  private static void negativeWindow(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    RawConnection connection = rig.connect(RawSettings.DEFAULT.initialWindow(SMALL_WINDOW_BYTES));
    RawStream watch = connection.openUnread(RawRequest.watch()).sendLast(request(name));
    c.given("HC-WATCH-01", () -> rig.expectNext(watch, SERVING));
    announce(c, connection, 0);
    c.set(name, NOT_SERVING);
    hold(c);
    watch.grant(1);
    hold(c);
    announce(c, connection, SMALL_WINDOW_BYTES);
    c.given("HC-WATCH-05", () -> rig.awaitStatus(watch, NOT_SERVING));
  }

  private static RawStream checkUnread(RawConnection connection, String name) {
    return connection.openUnread(RawRequest.check()).sendLast(request(name));
  }

  private static void announce(CaseContext c, RawConnection connection, int window)
      throws Exception {
    c.given("HC-RPC-29", () -> connection.announce(RawFrame.Settings.INITIAL_WINDOW_SIZE, window));
  }

  /** Gives a server the time to send what it must not. */
  private static void hold(CaseContext c) throws InterruptedException {
    Await.until(c.quiet(), () -> false);
  }

  private static byte[] request(String name) {
    return WireBytes.framed(WireHealth.request(name));
  }
}
