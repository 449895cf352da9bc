package dev.vitals.conformance.http2;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to the server, with everything that came over it.
 *
 * <p>Thread-safe. It enforces nothing: streams beyond the server's limit, or after GOAWAY, go out
 * as asked. Memory: all frames of the streams that were not forgotten.
 */
public final class RawConnection implements AutoCloseable {
  private final RawSettings settings;
  private final InetSocketAddress address;
  private final RawMonitor monitor = new RawMonitor();
  private final RawEvents own;
  private final RawHandler handler;
  private final RawTrace trace;
  private final Consumer<RawFault> faults;
  private final AtomicLong pings = new AtomicLong(0x766974616c730000L);
  private final AtomicInteger announcements = new AtomicInteger(1);
  private final AtomicBoolean isBroken = new AtomicBoolean();

  private final RawStreams streams; // guarded by the monitor
  private volatile @Nullable Channel channel;

  RawConnection(
      InetSocketAddress address, RawSettings settings, RawTrace trace, Consumer<RawFault> faults) {
    this.address = address;
    this.settings = settings;
    this.trace = trace;
    this.faults = faults;
    this.own = new RawEvents(monitor, settings.patience());
    this.streams = new RawStreams(own);
    this.handler = new RawHandler(this, settings, trace);
  }

  // ---- calls

  /** Opens a call: its headers go out, its window is refilled as messages come. */
  public RawStream open(RawRequest request) {
    return open(request, true, false);
  }

  /**
   * Opens a call that nobody reads: its window is never refilled but by {@link RawStream#grant}.
   */
  public RawStream openUnread(RawRequest request) {
    return open(request, false, false);
  }

  /** Sends headers with END_STREAM: a call without any body. */
  public RawStream openAndFinish(RawRequest request) {
    return open(request, true, true);
  }

  /** Makes a call with one message and waits for its end. */
  public RawReply call(RawRequest request, byte[] message) {
    return open(request).sendLast(WireBytes.framed(message)).awaitEnd();
  }

  /** Starts to watch a service, reading as fast as messages come. */
  public RawStream watch(String service) {
    return open(RawRequest.watch()).sendLast(WireBytes.framed(WireHealth.request(service)));
  }

  /** Asks for a service's status and waits for the end of the call. */
  public RawReply check(String service) {
    return call(RawRequest.check(), WireHealth.request(service));
  }

  /** Drops a stream from memory; what still comes on it counts as stray. */
  public void forget(RawStream stream) {
    monitor.change(() -> streams.forget(stream));
  }

  // ---- the connection as a whole

  /**
   * Sends PING and waits for its answer.
   *
   * @return the round trip
   */
  public Duration ping() {
    long content = pings.incrementAndGet();
    long sent = System.nanoTime();
    run((ctx, h) -> h.ping(ctx, content));
    RawFrame ack =
        own.await(
            "PING ACK " + Long.toHexString(content),
            RawFrame.Ping.class,
            p -> p.ack() && p.content() == content);
    return Duration.ofNanos(ack.at() - sent);
  }

  /**
   * Waits until the server has acknowledged all SETTINGS that were sent.
   *
   * @return how long that took from now on
   */
  public Duration awaitAcknowledged() {
    long start = System.nanoTime();
    own.awaitAcks(announcements.get());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * Announces another value of a setting, and waits until the server has acknowledged it.
   *
   * @return how long that took
   */
  public Duration announce(int setting, long value) {
    announcements.incrementAndGet();
    Http2Settings ours = new Http2Settings();
    ours.put((char) setting, Long.valueOf(value));
    run((ctx, h) -> h.announce(ctx, ours));
    return awaitAcknowledged();
  }

  /** Adds to the window that the server may fill on all streams together. */
  public void grant(int bytes) {
    grant(0, bytes);
  }

  /** Returns how many bytes the server may still send on all streams together. */
  public long left() {
    return handler.left();
  }

  /** Waits for the server's SETTINGS, with which every server must begin. */
  RawFrame.Settings awaitSettings() {
    return own.await("SETTINGS", RawFrame.Settings.class, any -> true);
  }

  /** Returns what the server announces for a setting, the last time that it did. */
  public Optional<Long> announced(int setting) {
    return own.announced(setting);
  }

  /** Waits for GOAWAY. */
  RawFrame.GoAway awaitGoAway() {
    return own.await("GOAWAY", RawFrame.GoAway.class, any -> true);
  }

  /** Waits for GOAWAY, or the connection's end without one. Returns whether GOAWAY came. */
  public boolean awaitGoAwayOrEnd(Duration limit) {
    Predicate<RawFrame> either =
        frame -> frame instanceof RawFrame.GoAway || frame instanceof RawFrame.Closed;
    Optional<RawFrame> first = monitor.await(limit, () -> own.first(RawFrame.class, either));
    return first.isPresent() && first.get() instanceof RawFrame.GoAway;
  }

  /** Returns the first GOAWAY, if one came. */
  public Optional<RawFrame.GoAway> goAway() {
    return own.find(RawFrame.GoAway.class);
  }

  /** Returns why the connection ended, if it did. */
  public Optional<RawFrame.Closed> closed() {
    return own.find(RawFrame.Closed.class);
  }

  /** Waits for the connection's end, at most that long. */
  Optional<RawFrame.Closed> awaitClosed(Duration limit) {
    return monitor.await(limit, () -> own.first(RawFrame.Closed.class, any -> true));
  }

  /** Returns frames for streams that this connection does not have. */
  List<RawFrame> strays() {
    return monitor.read(streams::strays);
  }

  /** Stops, or goes on, reading from the socket at all, so that TCP itself backs up. */
  public void readSocket(boolean read) {
    channel().config().setAutoRead(read);
  }

  /** Ends the TCP connection with RST, without a word in HTTP/2. */
  public void abort() {
    channel().config().setOption(ChannelOption.SO_LINGER, 0);
    channel().close().awaitUninterruptibly();
  }

  /** Says GOAWAY and closes. Idempotent. */
  @Override
  public void close() {
    run((ctx, h) -> h.goAway(ctx));
    channel().close().awaitUninterruptibly();
  }

  // ---- called by the streams, the handler and the client

  RawMonitor monitor() {
    return monitor;
  }

  RawSettings settings() {
    return settings;
  }

  RawHandler handler() {
    return handler;
  }

  void connected(Channel channel) {
    this.channel = channel;
  }

  void data(int stream, byte[] bytes, boolean endStream) {
    run((ctx, h) -> h.data(ctx, stream, bytes, endStream));
  }

  void reset(int stream, long error) {
    run((ctx, h) -> h.reset(ctx, stream, error));
  }

  void grant(int stream, int bytes) {
    run((ctx, h) -> h.grant(ctx, stream, bytes));
  }

  /**
   * The server broke HTTP/2, as the event loop has seen. Only the first time is told, since the
   * rest may follow from it.
   */
  void broken(RawFault fault) {
    if (isBroken.compareAndSet(false, true)) {
      trace.fault(fault);
      faults.accept(fault);
    }
  }

  /** Records a frame, on the event loop. */
  void received(RawFrame frame) {
    int[] grant = {0};
    monitor.change(() -> grant[0] = streams.received(frame));
    if (grant[0] > 0) {
      grant(frame.stream(), grant[0]);
    }
  }

  private RawStream open(RawRequest request, boolean reads, boolean endStream) {
    RawHeaders named = request.headers();
    if (named.first(":authority").isEmpty()) {
      String authority = address.getHostString() + ":" + address.getPort();
      named = named.with(":authority", authority);
    }
    RawHeaders fields = named;
    RawStream[] opened = new RawStream[1];
    // Numbered and handed to the event loop under one lock: streams go out in the order of their
    // ids.
    monitor.change(
        () -> {
          RawStream stream = streams.open(this, request, reads);
          run((ctx, h) -> h.headers(ctx, stream.id(), fields, endStream));
          opened[0] = stream;
        });
    if (reads && settings.initialWindow() < RawSettings.WINDOW) {
      opened[0].grant(RawSettings.WINDOW - settings.initialWindow());
    }
    return opened[0];
  }

  private void run(BiConsumer<ChannelHandlerContext, RawHandler> action) {
    Channel open = channel();
    open.eventLoop()
        .execute(
            () -> {
              ChannelHandlerContext ctx = open.pipeline().context(handler);
              if (ctx != null && open.isActive()) {
                action.accept(ctx, handler);
              }
            });
  }

  /** The client hands out no connection before it is connected. */
  private Channel channel() {
    return requireNonNull(channel, "channel");
  }
}
