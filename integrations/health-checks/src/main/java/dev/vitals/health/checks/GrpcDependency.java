package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.ServiceStatus;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the health of a service that this server depends on, by {@code
 * grpc.health.v1.Health/Watch} on the application's own channel.
 *
 * <pre>{@code
 * GrpcDependency bar = GrpcDependency.watch(channel, "acme.Bar");
 * Health health = Health.builder().service("acme.Foo", bar.status()).start();
 * }</pre>
 *
 * <p>The other server pushes each change: the status is set within a round trip, and nothing is
 * asked in between. A stream that ends makes the status failing at once and is opened again, at
 * first after about a second, then after longer pauses of up to two minutes; while the channel
 * cannot connect, the stream waits for it, so that it is there as soon as the channel is. Each
 * answer resets the pauses [gRFC A17]. A server without health service, {@code UNIMPLEMENTED},
 * counts as serving, as clients with health checks have it, and as degraded, so that it is seen.
 *
 * <p>Tag: {@code shared}. A peer that vanishes without a word is noticed only by the channel's
 * keepalive: set {@code keepAliveTime} on it. A channel with several connections follows the one
 * that the stream is on.
 *
 * <p>Thread-safe. It has no thread of its own, and works with the application's own grpc-java,
 * without protobuf. {@link #close} it before the channel is shut down, or it tries to the end.
 */
public final class GrpcDependency implements AutoCloseable {

  private static final Pauses PAUSES = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(2));

  private final Channel channel;
  private final String service;
  private final Pauses pauses;
  private final ServiceStatus status;

  /*
   * Guards what follows, and each set of the status: without it, the listener of a stream could find
   * the dependency open, lose the processor, and set a status after close() has set the last one. A
   * status's set waits for nothing, and calls no foreign code.
   *
   * Streams follow each other: the next is opened only after the last one's onClose, which is its
   * listener's last call. So a late answer of an old stream never overwrites a newer one.
   */
  private final Object lock = new Object();

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable ClientCall<String, ServingStatus> call;

  private GrpcDependency(Channel channel, String service, Pauses pauses) {
    this.channel = requireNonNull(channel, "channel");
    this.service = requireNonNull(service, "service");
    this.pauses = pauses;
    String name = service.isEmpty() ? channel.authority() : service;
    status = ServiceStatus.builder("grpc:" + name).tags(Tags.SHARED).build();
  }

  /**
   * Begins to follow a service.
   *
   * @param service as the other server calls it; {@code ""} for that server as a whole
   */
  public static GrpcDependency watch(Channel channel, String service) {
    return watch(channel, service, PAUSES);
  }

  static GrpcDependency watch(Channel channel, String service, Pauses pauses) {
    GrpcDependency dependency = new GrpcDependency(channel, service, pauses);
    // The first one does not wait: what is down from the start is failing, not unknown.
    dependency.open(CallOptions.DEFAULT, 0);
    return dependency;
  }

  /**
   * Returns the status, which is unknown until the first answer. Its name is {@code grpc:} and the
   * service, or the channel's authority for {@code ""}.
   */
  public ServiceStatus status() {
    return status;
  }

  /** Ends the stream. The status is unknown from then on. Idempotent. */
  @Override
  public void close() {
    ClientCall<String, ServingStatus> last;
    synchronized (lock) {
      closed = true;
      status.set(CheckResult.unknown("not followed any more"));
      last = call;
      call = null;
    }
    if (last != null) {
      last.cancel("not followed any more", null);
    }
  }

  /** Opens a stream; {@code failures} have come in a row before it. */
  private void open(CallOptions options, int failures) {
    ClientCall<String, ServingStatus> next = channel.newCall(HealthWire.WATCH, options);
    synchronized (lock) {
      if (closed) {
        return; // a call that was not started needs no end
      }
      call = next;
    }
    next.start(new Listener(next, failures), new Metadata());
    next.sendMessage(service);
    next.halfClose();
    next.request(1);
  }

  private void set(CheckResult result) {
    synchronized (lock) {
      if (!closed) {
        status.set(result);
      }
    }
  }

  private void openLater(int failures, Duration pause) {
    CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> open(CallOptions.DEFAULT.withWaitForReady(), failures));
  }

  /**
   * How long to wait before the next stream.
   *
   * @param first after one failure; each further failure multiplies it by 1.6
   * @param longest the limit
   */
  record Pauses(Duration first, Duration longest) {

    /** Returns the pause after so many failures in a row, give or take a fifth. */
    Duration after(int failures) {
      double nanos = first.toNanos() * Math.pow(1.6, failures - 1);
      double jitter = 0.8 + 0.4 * ThreadLocalRandom.current().nextDouble();
      return Duration.ofNanos((long) (Math.min(nanos, longest.toNanos()) * jitter));
    }
  }

  /** Hears one stream. gRPC calls it on one thread at a time. */
  private final class Listener extends ClientCall.Listener<ServingStatus> {
    private final ClientCall<String, ServingStatus> stream;
    private int failures;

    Listener(ClientCall<String, ServingStatus> stream, int failures) {
      this.stream = stream;
      this.failures = failures;
    }

    @Override
    public void onMessage(ServingStatus answer) {
      failures = 0;
      set(result(answer));
      stream.request(1);
    }

    @Override
    public void onClose(Status end, Metadata trailers) {
      if (end.getCode() == Status.Code.UNIMPLEMENTED) {
        set(CheckResult.passing("the server has no health service"));
        openLater(1, pauses.longest());
        return;
      }
      String why = end.getDescription() == null ? "" : ": " + end.getDescription();
      String text = "the stream ended: " + end.getCode() + why;
      set(
          end.getCause() == null
              ? CheckResult.failing(text)
              : CheckResult.failing(text, end.getCause()));
      openLater(failures + 1, pauses.after(failures + 1));
    }

    private CheckResult result(ServingStatus answer) {
      return switch (answer) {
        case SERVING -> CheckResult.passing();
        case UNKNOWN -> CheckResult.unknown("the server says UNKNOWN");
        case NOT_SERVING -> CheckResult.failing("the server says NOT_SERVING");
        case SERVICE_UNKNOWN ->
            CheckResult.failing("the server knows no " + Printable.quote(service));
      };
    }
  }
}
