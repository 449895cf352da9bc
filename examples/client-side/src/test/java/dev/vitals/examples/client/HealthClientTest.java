package dev.vitals.examples.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthClientTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Backend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new Backend("north");
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void check_prints_the_status_and_exits_with_0_or_4() {
    assertThat(run("check", "--addr", backend.address())).isZero();
    assertThat(out).hasToString("status: SERVING\n");

    backend.fail();
    assertThat(run("check", "--addr", backend.address(), "--service", "acme.FooService"))
        .isEqualTo(4);
    assertThat(out.toString()).endsWith("status: NOT_SERVING\n");
  }

  @Test
  void check_of_an_unknown_service_fails_with_3() {
    assertThat(run("check", "--addr", backend.address(), "--service", "acme.Nobody")).isEqualTo(3);
    assertThat(err).hasToString("health: NOT_FOUND: unknown service\n");
  }

  @Test
  void a_server_that_is_not_there_is_2() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      assertThat(run("check", "--addr", address, "--timeout", "200ms")).isEqualTo(2);
      assertThat(run("wait", "--addr", address, "--timeout", "200ms")).isEqualTo(2);
      assertThat(err.toString()).startsWith("health: " + address + " can't be reached\n");
    }
  }

  /** In a process of its own, as a user runs it: what gRPC logs counts too. */
  @Test
  void a_host_that_is_misspelt_is_2_and_one_line(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said");
    Path hosts = Files.createFile(folder.resolve("hosts"));
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts, // no name is known, and no DNS is asked
                "-cp",
                System.getProperty("java.class.path"),
                HealthClient.class.getName(),
                "check",
                "--addr=nosuch.invalid:50051",
                "--timeout=3s")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      client.destroyForcibly();
    }

    // From 24 on, the JDK itself warns of what Netty and protobuf use.
    assertThat(Files.readAllLines(said))
        .filteredOn(line -> !line.startsWith("WARNING: "))
        .containsExactly("health: nosuch.invalid:50051 can't be reached: unknown host");
    assertThat(client.exitValue()).isEqualTo(2);
  }

  @Test
  void a_server_that_does_not_answer_is_3() throws Exception {
    BindableService mute =
        new HealthGrpc.HealthImplBase() {
          @Override
          public void watch(
              HealthCheckRequest request, StreamObserver<HealthCheckResponse> reply) {}
        };
    try (Running server = new Running(mute)) {
      assertThat(run("wait", "--addr", server.address(), "--timeout", "2s")).isEqualTo(3);
      assertThat(err.toString()).endsWith(" does not answer\n");
    }
  }

  @Test
  void wrong_arguments_are_1_and_one_line() {
    assertThat(run("check", "--timeout", "soon")).isEqualTo(1);
    assertThat(err.toString()).contains("'soon' (expected: such as 500ms").hasLineCount(1);
  }

  @Test
  void wait_ends_when_the_service_serves() {
    backend.fail();
    StringWriter turning =
        new StringWriter() {
          @Override
          public void write(String text, int offset, int length) {
            super.write(text, offset, length);
            if (text.contains("NOT_SERVING")) {
              backend.pass();
            }
          }
        };
    int code = run(turning, "wait", "--addr", backend.address(), "--service", "acme.FooService");
    assertThat(code).isZero();
    assertThat(turning.toString().lines().map(line -> line.substring(14)))
        .containsExactly("NOT_SERVING", "SERVING");
  }

  @Test
  void wait_for_a_service_that_never_serves_is_4() {
    String service = "--service=acme.Nobody";
    assertThat(run("wait", "--addr", backend.address(), service, "--timeout=1s")).isEqualTo(4);
    assertThat(out.toString()).contains("SERVICE_UNKNOWN").hasLineCount(1);
  }

  @Test
  void a_server_without_Watch_is_taken_for_healthy() throws Exception {
    try (Running server = new Running(new HealthGrpc.HealthImplBase() {})) {
      assertThat(run("wait", "--addr", server.address())).isZero();
      assertThat(out.toString()).startsWith("taken for healthy: the server has no Watch");
    }
  }

  @Test
  void a_stream_that_ends_is_opened_again() throws Exception {
    AtomicInteger streams = new AtomicInteger();
    BindableService flaky =
        new HealthGrpc.HealthImplBase() {
          @Override
          public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> reply) {
            ServingStatus status =
                streams.incrementAndGet() == 1 ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
            reply.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
            reply.onCompleted();
          }
        };
    try (Running server = new Running(flaky)) {
      assertThat(run("wait", "--addr", server.address())).isZero();
      assertThat(out.toString().lines().map(line -> line.substring(14)))
          .containsExactly(
              "NOT_SERVING",
              "UNAVAILABLE: the server ended the stream; asks again in 0.0 s",
              "SERVING");
    }
  }

  private int run(String... command) {
    return run(out, command);
  }

  private int run(StringWriter to, String... command) {
    CommandLine line = HealthClient.commandLine();
    return line.setOut(new PrintWriter(to, true))
        .setErr(new PrintWriter(err, true))
        .execute(command);
  }

  private record Running(Server server) implements AutoCloseable {

    Running(BindableService service) throws IOException {
      this(
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(service)
              .build()
              .start());
    }

    String address() {
      return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
