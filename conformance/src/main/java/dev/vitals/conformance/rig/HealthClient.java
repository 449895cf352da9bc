package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.RawFault;
import dev.vitals.conformance.text.Words;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import dev.vitals.health.v1.HealthListResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The health client of grpc-java on one connection of its own. Sends no deadline (that is another
 * clause's business) and gives up by itself after {@link Await#LIMIT}. Thread-safe.
 */
public final class HealthClient implements AutoCloseable {
  private static final int MAX_METADATA = 1 << 20;
  private static final int CALLS_AT_ONCE = 16;

  private final ManagedChannel channel;
  private final Timeline timeline;
  private final String label;
  private final CasePatience patience;
  private final Predicate<String> knows;
  private final AtomicInteger cancels = new AtomicInteger();
  private volatile boolean closed;
  private final AtomicInteger watches = new AtomicInteger();

  /** A client that says {@code label} in the timeline, if that is not empty. */
  public HealthClient(InetSocketAddress server, Timeline timeline, String label, int window) {
    this(
        server,
        timeline,
        label,
        window,
        new CasePatience(new ShownFaults()),
        service -> true,
        fault -> {});
  }

  /**
   * One that is as patient as a case, which knows these services, and that reports when a server
   * breaks HTTP/2.
   */
  HealthClient(
      InetSocketAddress server,
      Timeline timeline,
      String label,
      int window,
      CasePatience patience,
      Predicate<String> knows,
      Consumer<RawFault> faults) {
    this.patience = patience;
    this.knows = knows;
    this.timeline = timeline;
    this.label = label;
    this.channel =
        NettyChannelBuilder.forAddress(server)
            .usePlaintext()
            .disableRetry()
            .maxInboundMetadataSize(MAX_METADATA)
            .flowControlWindow(window)
            .intercept(new Http2Guard(faults))
            .build();
  }

  /** Asks and waits for the answer. */
  public CheckReply check(String service) throws InterruptedException {
    CheckReply reply = checkSilently(service);
    timeline.add("Check(" + Words.quoted(service) + ")" + label + " → " + reply);
    return reply;
  }

  /** The same, without a line in the timeline: for asking in a loop. */
  public CheckReply checkSilently(String service) throws InterruptedException {
    CheckReply reply = checkOnce(service);
    return wasNotProcessed(reply.code(), reply.description()) ? checkOnce(service) : reply;
  }

  private CheckReply checkOnce(String service) throws InterruptedException {
    long start = System.nanoTime();
    Answer<HealthCheckResponse> answer = check(request(service));
    return reply(answer, answer.await(), start);
  }

  private Answer<HealthCheckResponse> check(HealthCheckRequest request) {
    return call(HealthGrpc.getCheckMethod(), request, Awaited.CHECK);
  }

  /**
   * Whether the stream was refused, which is safe to try again (RFC 9113, 8.7): a server that has a
   * stream too many says so. Clients of gRPC try once more as a matter of course; ours has retries
   * turned off.
   */
  private static boolean wasNotProcessed(@Nullable Code code, String description) {
    return code == Code.UNAVAILABLE && description.contains("REFUSED_STREAM");
  }

  /** Asks without waiting. The future completes when the answer is there, and never fails. */
  public CompletableFuture<CheckReply> checkAsync(String service) {
    long start = System.nanoTime();
    Answer<HealthCheckResponse> answer = check(request(service));
    long limit = TimeUnit.NANOSECONDS.toMicros(answer.limit.toNanos());
    return answer
        .end
        .copy()
        .completeOnTimeout(null, limit, TimeUnit.MICROSECONDS)
        .thenApply(end -> reply(answer, end, start));
  }

  /** Asks for all of these, a dozen or so at once, and waits for the answers. */
  public Map<String, CheckReply> checkAll(Collection<String> services) {
    timeline.add("Check of " + services.size() + " names, " + CALLS_AT_ONCE + " at once");
    Map<String, CheckReply> replies = new LinkedHashMap<>();
    List<String> all = List.copyOf(services);
    for (int at = 0; at < all.size(); at += CALLS_AT_ONCE) {
      Map<String, CompletableFuture<CheckReply>> asked = new LinkedHashMap<>();
      all.subList(at, Math.min(at + CALLS_AT_ONCE, all.size()))
          .forEach(service -> asked.put(service, checkAsync(service)));
      asked.forEach((service, reply) -> replies.put(service, reply.join()));
    }
    return replies;
  }

  /** Lists and waits for the answer. */
  public ListReply list() throws InterruptedException {
    ListReply first = listOnce();
    ListReply reply = wasNotProcessed(first.code(), first.description()) ? listOnce() : first;
    timeline.add("List()" + label + " → " + reply);
    return reply;
  }

  private ListReply listOnce() throws InterruptedException {
    long start = System.nanoTime();
    Answer<HealthListResponse> answer =
        call(HealthGrpc.getListMethod(), HealthListRequest.getDefaultInstance(), Awaited.LIST);
    Status end = answer.await();
    List<Map<String, ServingStatus>> messages =
        answer.copy().stream().map(HealthClient::statuses).toList();
    long micros = (System.nanoTime() - start) / 1000;
    return new ListReply(end == null ? null : end.getCode(), description(end), messages, micros);
  }

  /** Opens a Watch, which reads everything that comes. */
  public WatchProbe watch(String service, String name) {
    return watchReading(service, name, Integer.MAX_VALUE);
  }

  /** Opens a Watch that reads this many messages and then no more, until it is told to. */
  WatchProbe watchReading(String service, String name, int messages) {
    watches.incrementAndGet();
    patience.watched();
    return new WatchProbe(
        watchCall(),
        service,
        name + label,
        timeline,
        messages,
        patience,
        knows.test(service) ? Awaited.FIRST_OF_KNOWN : Awaited.FIRST_OF_UNKNOWN,
        cancels);
  }

  /** How many Watches it has opened, whatever became of them. */
  int watches() {
    return watches.get();
  }

  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
  }

  private ClientCall<HealthCheckRequest, HealthCheckResponse> watchCall() {
    return channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
  }

  private <Q, A> Answer<A> call(MethodDescriptor<Q, A> method, Q request, Awaited awaited) {
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
    Answer<A> answer = new Answer<>(call, awaited);
    call.start(answer, new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(request);
    call.halfClose();
    return answer;
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  private static CheckReply reply(
      Answer<HealthCheckResponse> answer, @Nullable Status end, long start) {
    List<ServingStatus> messages =
        answer.copy().stream().map(each -> ServingStatus.of(each.getStatusValue())).toList();
    long micros = (System.nanoTime() - start) / 1000;
    return new CheckReply(end == null ? null : end.getCode(), description(end), messages, micros);
  }

  private static String description(@Nullable Status end) {
    return end == null || end.getDescription() == null ? "" : end.getDescription();
  }

  private static Map<String, ServingStatus> statuses(HealthListResponse response) {
    Map<String, ServingStatus> statuses = new LinkedHashMap<>();
    response
        .getStatusesMap()
        .forEach((name, one) -> statuses.put(name, ServingStatus.of(one.getStatusValue())));
    return statuses;
  }

  /** Collects what a call brings. */
  private final class Answer<A> extends ClientCall.Listener<A> {
    private final ClientCall<?, A> call;
    private final Awaited awaited;
    private final Duration limit;
    private final List<A> messages = new ArrayList<>();
    private final CompletableFuture<@Nullable Status> end = new CompletableFuture<>();

    Answer(ClientCall<?, A> call, Awaited awaited) {
      this.call = call;
      this.awaited = awaited;
      this.limit = patience.within(Await.LIMIT, awaited);
    }

    @Override
    public void onMessage(A message) {
      synchronized (messages) {
        messages.add(message);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (end.complete(status) && !closed) {
        patience.came(awaited);
      }
    }

    List<A> copy() {
      synchronized (messages) {
        return List.copyOf(messages);
      }
    }

    /** The end of the call; {@code null} if it did not come in time, whatever cancelling brings. */
    @Nullable Status await() throws InterruptedException {
      try {
        return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        end.complete(null);
        call.cancel("no answer in time", null);
        return end.join();
      } catch (ExecutionException e) {
        throw new IllegalStateException("never completed exceptionally", e);
      }
    }
  }
}
