package dev.vitals.conformance.http2;

import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One call, byte by byte. What comes is recorded from the first frame on; what is sent goes out as
 * it is given. There is no timer on our side: only the caller ends a call early.
 *
 * <p>Sending never waits. Reading waits for as long as the connection is patient and is over when
 * the thing comes; a wait that finds something else throws {@link Violation}. For one thread at a
 * time.
 */
public final class RawStream {
  private final RawConnection connection;
  private final int id;
  private final RawRequest request;
  private final boolean reads;

  /* Guarded by the connection's monitor. */
  private final List<RawFrame> frames = new ArrayList<>();
  private final List<WireMessage> messages = new ArrayList<>();
  private final WireDeframer deframer = new WireDeframer(messages::add);
  private Optional<String> lost = Optional.empty();
  private boolean ended;
  private int taken;
  private int ungranted;

  RawStream(RawConnection connection, int id, RawRequest request, boolean reads) {
    this.connection = connection;
    this.id = id;
    this.request = request;
    this.reads = reads;
  }

  int id() {
    return id;
  }

  /** The method that is called. */
  public String path() {
    return request.path();
  }

  // ---- sending

  /** Sends bytes in one DATA frame. */
  public RawStream send(byte[] bytes) {
    connection.data(id, bytes, false);
    return this;
  }

  /** Sends bytes in one DATA frame that ends the request. */
  public RawStream sendLast(byte[] bytes) {
    connection.data(id, bytes, true);
    return this;
  }

  /** Sends each byte in a DATA frame of its own. */
  public RawStream sendByteByByte(byte[] bytes) {
    for (byte each : bytes) {
      send(new byte[] {each});
    }
    return this;
  }

  /** Ends the request with an empty DATA frame. */
  public RawStream finish() {
    return sendLast(WireBytes.NONE);
  }

  /** Sends RST_STREAM. */
  void reset(long error) {
    connection.reset(id, error);
  }

  /** Sends RST_STREAM(CANCEL), as every client does that lost interest. */
  public void cancel() {
    reset(RawErrors.CANCEL);
  }

  /** Waits until the server has read all that was sent on this connection. */
  public void sync() {
    connection.ping();
  }

  /** Adds to the window that the server may fill on this stream. */
  public void grant(int bytes) {
    connection.grant(id, bytes);
  }

  // ---- what came

  /** Returns all that came until now. */
  public RawReply reply() {
    return connection.monitor().read(this::snapshot);
  }

  /** Returns the newest message. */
  public Optional<WireMessage> last() {
    return connection
        .monitor()
        .read(
            () ->
                messages.isEmpty()
                    ? Optional.empty()
                    : Optional.of(messages.get(messages.size() - 1)));
  }

  /** Returns the number of whole messages until now. */
  public int received() {
    return connection.monitor().read(messages::size);
  }

  /** Whether nothing more can come. */
  public boolean ended() {
    return connection.monitor().read(() -> ended);
  }

  /** Waits for response headers (interim ones don't count), trailers-only ones included. */
  public RawFrame.Headers awaitHeaders() {
    return await("response headers", () -> snapshot().headers());
  }

  /** The same with another patience, and empty if none came. */
  public Optional<RawFrame.Headers> awaitHeaders(Duration limit) {
    return connection.monitor().await(limit, () -> snapshot().headers());
  }

  /** Waits for the next message that was not yet taken. */
  public WireMessage next() {
    return await("a message", this::take);
  }

  /** The same with another patience, and empty if none came in time or the stream ended. */
  public Optional<WireMessage> next(Duration limit) {
    return await(limit, this::take);
  }

  private Optional<WireMessage> take() {
    return taken < messages.size() ? Optional.of(messages.get(taken++)) : Optional.empty();
  }

  /** Waits for the first message, or the end without one, and reads it as Check's or Watch's. */
  public Optional<Integer> firstStatus() {
    return firstStatus(connection.settings().patience());
  }

  /** The same with another patience. */
  public Optional<Integer> firstStatus(Duration limit) {
    Optional<Boolean> any =
        connection
            .monitor()
            .await(
                limit, () -> ended || !messages.isEmpty() ? Optional.of(true) : Optional.empty());
    return any.flatMap(come -> reply().statuses().stream().findFirst());
  }

  /** Waits until this holds for the newest message, at most that long. Returns whether it does. */
  public boolean awaitLast(Predicate<WireMessage> wanted, Duration limit) {
    Optional<Boolean> outcome =
        connection
            .monitor()
            .await(
                limit,
                () -> {
                  boolean isLast = last().filter(wanted).isPresent();
                  return isLast || ended ? Optional.of(isLast) : Optional.empty();
                });
    return outcome.orElse(false);
  }

  /** Waits until messages, from the first on, have come in this number. */
  public void awaitMessages(int count) {
    await(
        count + " messages", () -> messages.size() >= count ? Optional.of(true) : Optional.empty());
  }

  /** Waits for the end: END_STREAM, RST_STREAM, or the connection's end. */
  public RawReply awaitEnd() {
    return awaitEnd(connection.settings().patience());
  }

  /** The same with another patience. */
  public RawReply awaitEnd(Duration limit) {
    Optional<RawReply> end =
        connection.monitor().await(limit, () -> ended ? Optional.of(snapshot()) : Optional.empty());
    return end.orElseThrow(() -> surprise("the end of the call within " + Words.time(limit)));
  }

  /**
   * Waits for the end, or for trailers that do not say that they are the end, at most that long.
   *
   * @return what has come until then
   */
  public RawReply awaitEndOrTrailers(Duration limit) {
    connection
        .monitor()
        .await(
            limit, () -> ended || snapshot().hasTrailers() ? Optional.of(true) : Optional.empty());
    return reply();
  }

  /**
   * Waits for nothing: whether this stays quiet for so long. One-sided: silence shows little, a
   * frame shows that the server is not quiet.
   */
  public boolean staysQuiet(Duration quiet) {
    int seen = connection.monitor().read(frames::size);
    return connection
        .monitor()
        .await(quiet, () -> frames.size() > seen || ended ? Optional.of(false) : Optional.empty())
        .orElse(true);
  }

  /** The error for something that came, or did not, on this stream. */
  Violation surprise(String expected) {
    RawReply reply = reply();
    String wanted = expected + " on " + request.path();
    return reply.ended()
        ? new Violation(wanted, reply.summary())
        : Violation.late(wanted, reply.summary());
  }

  // ---- called by the connection

  /** Records a frame; under the monitor. Returns how much window to give back, 0 for none. */
  int received(RawFrame frame) {
    frames.add(frame);
    if (RawReply.ends(frame)) {
      ended = true;
    }
    if (!(frame instanceof RawFrame.Data data)) {
      return 0;
    }
    deframer.feed(data.bytes(), data.at());
    ungranted += data.bytes().length + data.padding();
    if (!reads || ended || ungranted < RawSettings.WINDOW / 2) {
      return 0;
    }
    int grant = ungranted;
    ungranted = 0;
    return grant;
  }

  /** Records the connection's end; under the monitor. */
  void lost(String why) {
    if (!ended) {
      lost = Optional.of(why);
      ended = true;
    }
  }

  private RawReply snapshot() {
    return new RawReply(frames, messages, deframer.leftover(), lost);
  }

  /** Waits for something that can't come any more once the stream has ended. */
  private <T> T await(String what, Supplier<Optional<T>> probe) {
    return await(connection.settings().patience(), probe).orElseThrow(() -> surprise(what));
  }

  private <T> Optional<T> await(Duration limit, Supplier<Optional<T>> probe) {
    record Outcome<T>(Optional<T> found) {}
    Optional<Outcome<T>> outcome =
        connection
            .monitor()
            .await(
                limit,
                () -> {
                  Optional<T> found = probe.get();
                  return found.isPresent() || ended
                      ? Optional.of(new Outcome<>(found))
                      : Optional.empty();
                });
    return outcome.flatMap(Outcome::found);
  }
}
