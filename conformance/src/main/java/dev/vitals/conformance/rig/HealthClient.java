package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
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
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /** A client that says {@code label} in the timeline, if that is not empty. */
  public HealthClient(InetSocketAddress server, Timeline timeline, String label, int window) {
    this.timeline = timeline;
    this.label = label;
    this.channel =
        NettyChannelBuilder.forAddress(server)
            .usePlaintext()
            .disableRetry()
            .maxInboundMetadataSize(MAX_METADATA)
            .flowControlWindow(window)
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
    long start = System.nanoTime();
    Answer<HealthCheckResponse> answer = call(HealthGrpc.getCheckMethod(), request(service));
    return reply(answer, answer.await(), start);
  }

  /** Asks without waiting. The future completes when the answer is there, and never fails. */
  public CompletableFuture<CheckReply> checkAsync(String service) {
    long start = System.nanoTime();
    Answer<HealthCheckResponse> answer = call(HealthGrpc.getCheckMethod(), request(service));
    return answer
        .end
        .thenApply(end -> reply(answer, end, start))
        .completeOnTimeout(
            new CheckReply(null, "", List.of(), 0), Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
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
    Answer<HealthListResponse> answer =
        call(HealthGrpc.getListMethod(), HealthListRequest.getDefaultInstance());
    Status end = answer.await();
    List<Map<String, ServingStatus>> messages =
        answer.copy().stream().map(HealthClient::statuses).toList();
    ListReply reply = new ListReply(end == null ? null : end.getCode(), description(end), messages);
    timeline.add("List()" + label + " → " + reply);
    return reply;
  }

  /** Opens a Watch, which reads everything that comes. */
  public WatchProbe watch(String service, String name) {
    return new WatchProbe(watchCall(), service, name + label, timeline, Integer.MAX_VALUE);
  }

  /** Opens a Watch that reads this many messages and then no more, until it is told to. */
  WatchProbe watchReading(String service, String name, int messages) {
    return new WatchProbe(watchCall(), service, name + label, timeline, messages);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private ClientCall<HealthCheckRequest, HealthCheckResponse> watchCall() {
    return channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
  }

  private <Q, A> Answer<A> call(MethodDescriptor<Q, A> method, Q request) {
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
    Answer<A> answer = new Answer<>(call);
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
  private static final class Answer<A> extends ClientCall.Listener<A> {
    private final ClientCall<?, A> call;
    private final List<A> messages = new ArrayList<>();
    private final CompletableFuture<@Nullable Status> end = new CompletableFuture<>();

    Answer(ClientCall<?, A> call) {
      this.call = call;
    }

    @Override
    public void onMessage(A message) {
      synchronized (messages) {
        messages.add(message);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }

    List<A> copy() {
      synchronized (messages) {
        return List.copyOf(messages);
      }
    }

    /** The end of the call; {@code null} if it did not come in time, whatever cancelling brings. */
    @Nullable Status await() throws InterruptedException {
      try {
        return end.get(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        call.cancel("no answer in time", null);
        return null;
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException("never completed exceptionally", e);
      }
    }
  }
}
