package dev.vitals.benchmarks.counts;

import io.grpc.Drainable;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A call without a transport below it: it encodes what is sent, as one would, and throws it away.
 * What is allocated while it is served is the service's own.
 *
 * <p>What a transport is given, it keeps for a while. So does this one: a compiler that saw that
 * nobody needs a listener or a header would not allocate it, in one subject sooner than in another.
 */
final class StubCall<Q, R> extends ServerCall<Q, R> {

  private static final OutputStream NOWHERE = OutputStream.nullOutputStream();
  private static final Metadata HEADERS = new Metadata();

  private static volatile @Nullable Object kept;

  private final ServerMethodDefinition<Q, R> method;
  private boolean ready = true;
  private int messages;

  private StubCall(ServerMethodDefinition<Q, R> method) {
    this.method = method;
  }

  /** Makes a call of one of a service's methods. */
  @SuppressWarnings("unchecked")
  static StubCall<Object, ?> of(ServerMethodDefinition<?, ?> method) {
    return new StubCall<>((ServerMethodDefinition<Object, Object>) method);
  }

  /** Returns a request as a transport hands it on. */
  Q parse(byte[] request) {
    return method.getMethodDescriptor().parseRequest(new ByteArrayInputStream(request));
  }

  /** Opens the call, with this as its only request. */
  void open(Q request) {
    Listener<Q> listener = method.getServerCallHandler().startCall(this, HEADERS);
    kept = listener;
    listener.onMessage(request);
    listener.onHalfClose();
  }

  /** From here on the client reads, or does not. */
  void ready(boolean reads) {
    ready = reads;
  }

  int messages() {
    return messages;
  }

  @Override
  public void sendMessage(R message) {
    messages++;
    try {
      InputStream stream = method.getMethodDescriptor().streamResponse(message);
      kept = stream;
      ((Drainable) stream).drainTo(NOWHERE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public MethodDescriptor<Q, R> getMethodDescriptor() {
    return method.getMethodDescriptor();
  }

  @Override
  public void request(int messages) {}

  @Override
  public void setOnReadyThreshold(int bytes) {}

  @Override
  public void sendHeaders(Metadata headers) {
    kept = headers;
  }

  @Override
  public void close(Status status, Metadata trailers) {
    kept = trailers;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }
}
