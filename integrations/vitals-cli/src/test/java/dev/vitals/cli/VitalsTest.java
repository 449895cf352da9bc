package dev.vitals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VitalsTest {

  private HealthServer server;

  @BeforeEach
  void start() throws Exception {
    server = HealthServer.plain();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Command ask(String command, String... further) {
    String[] arguments = new String[further.length + 3];
    arguments[0] = command;
    arguments[1] = "--addr";
    arguments[2] = server.address();
    System.arraycopy(further, 0, arguments, 3, further.length);
    return Command.run(arguments);
  }

  @Nested
  class Check {

    @Test
    void prints_the_status_and_ends_with_0_or_4() {
      assertThat(ask("check")).isEqualTo(new Command(0, "status: SERVING\n", ""));
      server.fail();
      assertThat(ask("check", "--service", "acme.Foo"))
          .isEqualTo(new Command(4, "status: NOT_SERVING\n", ""));
    }

    @Test
    void of_an_unknown_service_ends_with_3() {
      Command unknown = ask("check", "--service=acme.Nobody");
      assertThat(unknown.exit()).isEqualTo(3);
      assertThat(unknown.err())
          .isEqualTo(
              "vitals: %s: NOT_FOUND: unknown service (vitals list shows the names)%n"
                  .formatted(server.address()));
    }

    @Test
    void takes_the_name_that_pages_and_alerts_give_the_server_as_a_whole() {
      assertThat(ask("check", "--service", "(overall)").out()).isEqualTo("status: SERVING\n");
      assertThat(ask("check", "--service", "(overall)", "--json").out())
          .contains("\"service\":\"\"");
    }

    @Test
    void prints_JSON() {
      assertThat(ask("check", "--json", "--service=acme.Foo").out())
          .isEqualTo(
              "{\"addr\":\"%s\",\"service\":\"acme.Foo\",\"status\":\"SERVING\"}%n"
                  .formatted(server.address()));
      Command unknown = ask("check", "--json", "--service=é\u001b\"");
      assertThat(unknown.out())
          .contains("\"service\":\"\\u00e9\\u001b\\\"\"", "\"error\":\"", "\"exit\":3}")
          .hasLineCount(1);
    }

    @Test
    void sends_metadata() {
      ask("check", "-H", "authorization: Bearer a:b", "-H", "trace-bin:AAEC", "-H", "n:");
      Metadata sent = server.received.remove();
      assertThat(sent.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
          .isEqualTo("Bearer a:b");
      assertThat(sent.get(Metadata.Key.of("trace-bin", Metadata.BINARY_BYTE_MARSHALLER)))
          .containsExactly(0, 1, 2);
      assertThat(sent.get(Metadata.Key.of("n", Metadata.ASCII_STRING_MARSHALLER))).isEmpty();
    }

    @Test
    void of_a_server_without_health_ends_with_3_and_says_so() throws Exception {
      try (Other other = new Other()) {
        Command missing = Command.run("check", "--addr", other.address());
        assertThat(missing.exit()).isEqualTo(3);
        assertThat(missing.err()).contains("does not implement this call").hasLineCount(1);
      }
    }

    @Test
    void takes_a_status_of_a_later_protocol_for_unhealthy() throws Exception {
      try (Other other = new Other(answering(77))) {
        assertThat(Command.run("check", "--addr", other.address()).exit()).isEqualTo(4);
      }
    }

    @Test
    void tells_UNAVAILABLE_of_a_server_from_a_server_that_is_not_there() throws Exception {
      BindableService overloaded =
          new HealthGrpc.HealthImplBase() {
            @Override
            public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
              to.onError(Status.UNAVAILABLE.withDescription("\u001b[2J too busy").asException());
            }
          };
      try (Other other = new Other(overloaded)) {
        Command busy = Command.run("check", "--addr", other.address());
        assertThat(busy.exit()).isEqualTo(3);
        assertThat(busy.err()).contains("UNAVAILABLE: \\u001B[2J too busy").hasLineCount(1);
      }
    }

    @Test
    void of_a_server_that_does_not_answer_ends_with_3() throws Exception {
      BindableService mute =
          new HealthGrpc.HealthImplBase() {
            @Override
            public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {}
          };
      try (Other other = new Other(mute)) {
        Command late = Command.run("check", "--addr", other.address(), "--timeout=2s");
        assertThat(late.exit()).isEqualTo(3);
        assertThat(late.err()).contains("no answer in time").hasLineCount(1);
      }
    }
  }

  @Nested
  class Without_a_connection {

    @Test
    void a_misspelt_host_is_one_line() {
      Command misspelt = Command.run("check", "--addr=nosuch.invalid:50051");
      assertThat(misspelt.exit()).isEqualTo(2);
      assertThat(misspelt.err())
          .startsWith("vitals: nosuch.invalid:50051: unknown host (expected: ")
          .hasLineCount(1);
      assertThat(misspelt.out()).isEmpty();
    }

    @Test
    void a_port_where_nobody_listens_is_one_line() throws Exception {
      int port;
      try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = closed.getLocalPort();
      }
      Command refused = Command.run("check", "--addr=localhost:" + port);
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("Connection refused").hasLineCount(1);
    }

    @Test
    void a_server_that_accepts_and_says_nothing_ends_with_2() throws Exception {
      try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
        Command late =
            Command.run("check", "--addr=localhost:" + silent.getLocalPort(), "--timeout=500ms");
        assertThat(late.exit()).isEqualTo(2);
        assertThat(late.err()).contains("not connected in time").hasLineCount(1);
      }
    }
  }

  @Nested
  class Wait_and_watch {

    @Test
    void wait_ends_when_the_service_serves() {
      server.fail();
      Command waited =
          Command.run(
              text -> {
                if (text.contains("NOT_SERVING")) {
                  server.pass();
                }
              },
              "wait",
              "--addr",
              server.address(),
              "--service=acme.Foo");
      assertThat(waited.exit()).isZero();
      assertThat(waited.out().lines().map(line -> line.substring(26)))
          .containsExactly("NOT_SERVING", "SERVING");
    }

    @Test
    void wait_for_a_service_that_never_serves_ends_with_4() {
      Command waited = ask("wait", "--service=acme.Nobody", "--timeout=1s");
      assertThat(waited.exit()).isEqualTo(4);
      assertThat(waited.out()).contains("SERVICE_UNKNOWN").hasLineCount(1);
    }

    @Test
    void wait_goes_on_until_there_is_a_server_and_says_what_it_waits_for() throws Exception {
      int port;
      try (ServerSocket later = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = later.getLocalPort();
      }
      Command waited = Command.run("wait", "--addr=localhost:" + port, "--timeout=1s");
      assertThat(waited.exit()).isEqualTo(2);
      assertThat(waited.out().lines().count()).isGreaterThan(1);
      assertThat(waited.out().lines())
          .allSatisfy(line -> assertThat(line).contains("Connection refused", "; tries again in "));
      assertThat(waited.err()).contains("Connection refused").hasLineCount(1);
    }

    @Test
    void watch_ends_at_the_timeout_with_the_status_seen_last() {
      Command watched = ask("watch", "--service=acme.Foo", "--json", "--timeout=1s");
      assertThat(watched.exit()).isZero();
      assertThat(watched.out())
          .matches("\\{\"at\":\"[^\"]+Z\",\"addr\":.*\"status\":\"SERVING\"}\n");
    }

    @Test
    void watch_prints_each_change() {
      Command watched =
          Command.run(
              text -> {
                if (text.endsWith("  SERVING")) {
                  server.fail();
                }
              },
              "watch",
              "--addr",
              server.address(),
              "--service=acme.Foo",
              "--timeout=2s");
      assertThat(watched.exit()).isEqualTo(4);
      assertThat(watched.out().lines())
          .allMatch(
              line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z  [A-Z_]+"));
      assertThat(watched.out().lines().map(line -> line.substring(26)))
          .containsExactly("SERVING", "NOT_SERVING");
    }

    @Test
    void a_stream_that_ends_is_opened_again() throws Exception {
      AtomicInteger streams = new AtomicInteger();
      BindableService flaky =
          new HealthGrpc.HealthImplBase() {
            @Override
            public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
              boolean first = streams.incrementAndGet() == 1;
              to.onNext(response(first ? ServingStatus.NOT_SERVING : ServingStatus.SERVING));
              to.onCompleted();
            }
          };
      try (Other other = new Other(flaky)) {
        Command waited = Command.run("wait", "--addr", other.address());
        assertThat(waited.exit()).isZero();
        assertThat(waited.out().lines().map(line -> line.substring(26)))
            .containsExactly(
                "NOT_SERVING", "the server ended the stream; tries again in 0.1 s", "SERVING");
      }
    }

    @Test
    void where_there_is_no_Watch_it_calls_Check() throws Exception {
      AtomicInteger calls = new AtomicInteger();
      BindableService old =
          new HealthGrpc.HealthImplBase() {
            @Override
            public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
              if (calls.incrementAndGet() == 1) {
                to.onError(Status.NOT_FOUND.asException());
              } else {
                to.onNext(response(ServingStatus.SERVING));
                to.onCompleted();
              }
            }
          };
      try (Other other = new Other(old)) {
        Command waited = Command.run("wait", "--addr", other.address());
        assertThat(waited.exit()).isZero();
        assertThat(waited.out().lines().map(line -> line.substring(26)))
            .containsExactly("SERVICE_UNKNOWN", "SERVING");
      }
    }

    @Test
    void where_there_is_no_health_at_all_it_fails_at_once() throws Exception {
      try (Other other = new Other()) {
        Command waited = Command.run("wait", "--addr", other.address());
        assertThat(waited.exit()).isEqualTo(3);
        assertThat(waited.err()).contains("does not implement").hasLineCount(1);
      }
    }
  }

  @Nested
  class List {

    @Test
    void prints_every_service_and_does_not_judge() {
      server.fail();
      Command listed = ask("list");
      assertThat(listed.exit()).isZero();
      assertThat(listed.out())
          .isEqualTo("NOT_SERVING      ''%nNOT_SERVING      'acme.Foo'%n".formatted());
      assertThat(ask("list", "--json").out())
          .contains("\"statuses\":{\"\":\"NOT_SERVING\",\"acme.Foo\":\"NOT_SERVING\"}}");
    }
  }

  @Nested
  class Healthcheck {

    @Test
    void ends_with_0_or_1_since_2_is_reserved() {
      assertThat(ask("healthcheck").exit()).isZero();
      server.fail();
      assertThat(ask("healthcheck")).isEqualTo(new Command(1, "status: NOT_SERVING\n", ""));
      assertThat(Command.run("healthcheck", "--addr=nosuch.invalid:1").exit()).isEqualTo(1);
    }
  }

  @Nested
  class Wrong_arguments {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "check --timeout=soon",
          "check --timeout=0s",
          "check --addr=localhost",
          "check --addr=localhost:0",
          "check --addr=localhost:65536",
          "check --nosuch",
          "check too much",
          "nosuch",
          "check --header=nocolon",
          "check --header=na(me:value",
          "check --header=name-bin:!",
          "check --tls-ca-cert=x.pem",
          "check --tls-server-name=x",
          "check --tls --tls-ca-cert=nosuch.pem",
          "check --tls --tls-client-cert=nosuch.pem",
          "check --tls --tls-client-key=nosuch.pem",
          "check --tls --tls-no-verify --tls-server-name=x",
          "check --tls --tls-no-verify --tls-ca-cert=x.pem",
          "why --url=nonsense",
        })
    void are_1_and_one_line(String line) {
      Command wrong = Command.run(line.split(" "));
      assertThat(wrong.exit()).isEqualTo(1);
      assertThat(wrong.err()).startsWith("vitals: ").hasLineCount(1);
      assertThat(wrong.out()).isEmpty();
    }

    @Test
    void never_show_the_value_of_a_header() {
      assertThat(Command.run("check", "-H", "authorization:sécret").err()).doesNotContain("cret");
    }

    @Test
    void a_file_that_holds_no_certificate_is_named(@TempDir Path folder) throws Exception {
      Path file = Files.writeString(folder.resolve("x.pem"), "nothing");
      assertThat(Command.run("check", "--tls", "--tls-ca-cert", file.toString()).err())
          .startsWith("vitals: --tls-ca-cert: '" + file + "' (expected: certificates in PEM)");
    }
  }

  @Test
  void the_README_has_the_exit_codes_that_help_has() throws Exception {
    String help = Command.run("--help").out();
    String readme = Files.readString(Path.of("README.md"));
    Vitals.commandLine()
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach(
            (code, meaning) -> {
              assertThat(readme).contains("| " + code.strip() + " | " + meaning);
              assertThat(help).contains(meaning);
            });
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  private static BindableService answering(int status) {
    return new HealthGrpc.HealthImplBase() {
      @Override
      public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
        to.onNext(HealthCheckResponse.newBuilder().setStatusValue(status).build());
        to.onCompleted();
      }
    };
  }

  /** A server of another kind. */
  private record Other(Server server) implements AutoCloseable {

    Other(BindableService... services) throws Exception {
      this(HealthServer.start(services));
    }

    String address() {
      return "localhost:" + server.getPort();
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
