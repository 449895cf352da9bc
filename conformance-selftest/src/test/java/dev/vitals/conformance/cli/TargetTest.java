package dev.vitals.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.reference.ReferenceSubject;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A server that runs already and that nobody steers. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TargetTest {
  private static Call run(int port) {
    return Call.of(
        "run",
        "--target",
        "127.0.0.1:" + port,
        "--only",
        "HC-CHECK-*,HC-LIST-*",
        "--profile",
        "quick");
  }

  @Test
  void is_judged_by_what_needs_no_steering_and_is_still_there_afterwards() throws Exception {
    try (Subject server = ReferenceSubject.launcher().launch(List.of())) {
      Call call = run(server.address().getPort());
      assertThat(call.exit()).as(call.out()).isZero();
      assertThat(call.out())
          .contains("offers    Check List Watch", "commands  none: nobody steers it")
          .contains("ok      HC-CHECK-03/unknown", "ok      HC-LIST-03/overall")
          .contains("n/a     HC-CHECK-01/serving  the subject does not claim the command set")
          .contains("conforms, as far as can be told of a server that nobody steers");
      server.set("still.there", ServingStatus.SERVING);
    }
  }

  @Test
  void is_asked_for_what_it_offers() throws Exception {
    SubjectLauncher noList = LegalVariants.find("no-list").orElseThrow().launcher();
    try (Subject server = noList.launch(List.of())) {
      assertThat(run(server.address().getPort()).out())
          .contains("offers    Check Watch")
          .contains("n/a     HC-LIST-03/overall  the subject does not claim the List method");
    }
  }

  @Test
  void that_is_broken_fails() throws Exception {
    SubjectLauncher broken = Mutants.find("unknown-as-ok-unknown").orElseThrow().launcher();
    try (Subject server = broken.launch(List.of())) {
      assertThat(run(server.address().getPort()).exit()).isEqualTo(1);
    }
  }

  @Test
  void that_is_not_there_is_told_in_a_sentence() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Call call = run(port);
    assertThat(call.exit()).isEqualTo(3);
    assertThat(call.out())
        .contains("127.0.0.1:" + port + ": Connection refused (expected: a server that listens")
        .contains("nothing was judged: there was no server to ask")
        .doesNotContain("doctor");
  }

  @Test
  void that_speaks_something_else_is_told_what_is_expected() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread speaker = new Thread(() -> speak(socket), "no-grpc");
      speaker.setDaemon(true);
      speaker.start();
      Call call = run(socket.getLocalPort());
      assertThat(call.exit()).isEqualTo(3);
      assertThat(call.out()).contains("gRPC over plain-text HTTP/2, no TLS");
    }
  }

  private static void speak(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        connection.getOutputStream().write("220 ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The test is over, or this caller is.
      }
    }
  }
}
