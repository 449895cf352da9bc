package dev.vitals.conformance.subject;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.rig.Timeline;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * "Starts" a server that runs already: finds out which RPCs it offers, and gives a subject without
 * any command. Never ends the server.
 */
public final class TargetLauncher implements SubjectLauncher {
  private final InetSocketAddress server;

  public TargetLauncher(InetSocketAddress server) {
    this.server = server;
  }

  @Override
  public Subject launch(List<String> services) throws SubjectException {
    try (Socket socket = new Socket()) {
      socket.connect(server, (int) Await.LIMIT.toMillis());
    } catch (IOException e) {
      throw new SubjectException(
          Kind.START,
          name() + ": " + e.getMessage() + " (expected: a server that listens there)",
          e);
    }
    try (RawClient client = new RawClient(frame -> {})) {
      client.connect(server);
    } catch (Violation e) {
      throw notGrpc(e.came(), e);
    }
    try {
      return new Target(server, capabilities());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectException(Kind.START, "interrupted while asking " + name(), e);
    }
  }

  private SubjectException notGrpc(String came, @Nullable Throwable cause) {
    String message = name() + ": " + came + " (expected: gRPC over plain-text HTTP/2, no TLS)";
    return cause == null
        ? new SubjectException(Kind.START, message)
        : new SubjectException(Kind.START, message, cause);
  }

  private String name() {
    return server.getHostString() + ":" + server.getPort();
  }

  private Capabilities capabilities() throws SubjectException, InterruptedException {
    Timeline unread = new Timeline();
    String nobody = new Names(true, List.of()).unknown();
    Set<String> methods = new HashSet<>();
    try (HealthClient client = new HealthClient(server, unread, "", CaseContext.SMALL_WINDOW)) {
      CheckReply check = client.check(nobody);
      if (check.code() == null || check.is(Code.UNAVAILABLE)) {
        throw notGrpc(check.toString(), null);
      }
      if (!check.is(Code.UNIMPLEMENTED)) {
        methods.add("Check");
      }
      if (!client.list().is(Code.UNIMPLEMENTED)) {
        methods.add("List");
      }
      WatchProbe watch = client.watch(nobody, "watch");
      WatchEvent event = watch.next(Duration.ofSeconds(1));
      if (event == null || event.code() != Code.UNIMPLEMENTED) {
        methods.add("Watch");
      }
      watch.cancel();
    }
    return Capabilities.everything(name(), "", "").withOps(Set.of()).withMethods(methods);
  }

  private record Target(InetSocketAddress address, Capabilities capabilities) implements Subject {
    @Override
    public void set(String service, ServingStatus status) throws SubjectException {
      throw SubjectException.unsupported("set");
    }

    @Override
    public void close() {
      // It was there before us and stays.
    }
  }
}
