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
 */
final class StubCall<Q, R> extends ServerCall<Q, R> {

  private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

  /** Kept, so that the compiler can't see that nobody needs it. */
  private static volatile @Nullable InputStream sent;

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

  /** Opens the call with one request, parsed anew as a transport does. */
  void open(byte[] request) {
    Listener<Q> listener = method.getServerCallHandler().startCall(this, new Metadata());
    listener.onMessage(
        method.getMethodDescriptor().parseRequest(new ByteArrayInputStream(request)));
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
      sent = stream;
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
  public void sendHeaders(Metadata headers) {}

  @Override
  public void close(Status status, Metadata trailers) {}

  @Override
  public boolean isCancelled() {
    return false;
  }
}
