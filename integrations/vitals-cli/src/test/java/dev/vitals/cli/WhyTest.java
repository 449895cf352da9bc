package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.http.HealthHttp;
import dev.vitals.health.http.HealthHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vitals why} against health-http, and against a server that it could not foresee. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WhyTest {

  private static final String WHY = "'acme.Foo' NOT_SERVING since 2026-11-23T02:51:10Z: db: lost\n";

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/health/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) {
    asked.add(
        exchange.getRequestURI().getRawPath()
            + " "
            + exchange.getRequestHeaders().getFirst("Accept")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    String service = exchange.getRequestURI().getPath().substring("/health/".length());
    try (exchange) {
      switch (service) {
        case "acme.Foo" -> respond(exchange, 503, WHY + "  db FAILING\u001b[2J\r\u202e\n");
        case "" -> respond(exchange, 200, "'' SERVING since 2026-11-23T02:51:10Z\n");
        case "a b/c" -> respond(exchange, 500, "oops");
        default -> respond(exchange, 404, "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void respond(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Test
  void it_prints_the_report_without_what_a_terminal_obeys_and_ends_with_4_or_0() {
    Command why = Command.run("why", "--url", url(), "--service=acme.Foo", "-H", "Authorization:x");
    assertThat(why).isEqualTo(new Command(4, WHY + "  db FAILING?[2J??\n", ""));
    assertThat(asked).containsExactly("/health/acme.Foo text/plain x");
    assertThat(Command.run("why", "--url", url() + "/"))
        .isEqualTo(new Command(0, "'' SERVING since 2026-11-23T02:51:10Z\n", ""));
  }

  @Test
  void health_http_answers_what_it_asks() throws IOException {
    ServiceStatus db = ServiceStatus.create("db");
    try (Health health = Health.builder().service("a b/c%", db).service("steady").start();
        HealthHttpServer http =
            HealthHttpServer.start(
                HealthHttp.builder(health).declarePrivate().build(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String url = "--url=http://localhost:" + http.address().getPort();
      db.set(CheckResult.failing("lost"));
      Command text = Command.run("why", url, "--service=a b/c%");
      assertThat(text.exit()).isEqualTo(4);
      assertThat(text.out())
          .startsWith("'a b/c%' NOT_SERVING since ")
          .contains(": db: lost\n  db ");
      Command json = Command.run("why", url, "--service=a b/c%", "--json");
      assertThat(json.exit()).isEqualTo(4);
      assertThat(json.out())
          .startsWith("{\"service\":\"a b/c%\",\"status\":\"NOT_SERVING\",\"details\":true,")
          .contains("\"reason\":\"db: lost\"")
          .hasLineCount(1);
      assertThat(Command.run("why", url).exit()).as("the server as a whole").isEqualTo(4);
      assertThat(Command.run("why", url, "--service=steady").exit()).isZero();
      assertThat(Command.run("why", url, "--service=(overall)").out()).startsWith("'' NOT_SERVING");
      Command unknown = Command.run("why", url, "--service=acme.Nobody");
      assertThat(unknown.exit()).isEqualTo(3);
      assertThat(unknown.err())
          .endsWith(": 404: no service 'acme.Nobody' (expected: one of '', 'a b/c%', 'steady')\n");
    }
  }

  @Test
  void JSON_keeps_UNKNOWN_apart_from_NOT_SERVING() throws IOException {
    try (Health health = Health.builder().service("new", ServiceStatus.create("db")).start();
        HealthHttpServer http = anywhere(HealthHttp.of(health))) {
      Command json = Command.run("why", url(http), "--service=new", "--json");
      assertThat(json)
          .isEqualTo(
              new Command(
                  4, "{\"service\":\"new\",\"status\":\"UNKNOWN\",\"details\":false}\n", ""));
    }
  }

  @Test
  void a_port_that_tells_no_reasons_is_told_from_a_service_that_has_none() throws IOException {
    try (Health health = Health.builder().service("steady").start();
        HealthHttpServer http = anywhere(HealthHttp.of(health))) {
      assertThat(Command.run("why", url(http), "--service=steady"))
          .isEqualTo(
              new Command(
                  0,
                  "'steady' SERVING\n  no reasons here: this port is not declared private\n",
                  ""));
      Command unknown = Command.run("why", url(http), "--service=acme.Nobody");
      assertThat(unknown.err()).contains("(expected: one of '', 'steady')").hasLineCount(1);
    }
  }

  @Test
  void of_many_services_an_error_names_some() throws IOException {
    HealthBuilder builder = Health.builder();
    for (int i = 0; i < 30; i++) {
      builder.service("s%02d".formatted(i));
    }
    try (Health health = builder.start();
        HealthHttpServer http = anywhere(HealthHttp.of(health))) {
      assertThat(Command.run("why", url(http), "--service=acme.Nobody").err())
          .endsWith("'s17', 's18' and 11 more)\n");
    }
  }

  @Test
  void a_wrong_path_is_told_from_a_wrong_name() throws IOException {
    try (Health health = Health.builder().start();
        HealthHttpServer http = anywhere(HealthHttp.of(health))) {
      Command wrong = Command.run("why", url(http) + "/manage");
      assertThat(wrong.exit()).isEqualTo(3);
      assertThat(wrong.err()).contains("/manage: 404: no Vitals page there").hasLineCount(1);
    }
  }

  private static HealthHttpServer anywhere(HealthHttp http) throws IOException {
    return HealthHttpServer.start(http, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static String url(HealthHttpServer http) {
    return "--url=http://localhost:" + http.address().getPort();
  }

  @Test
  void JSON_is_what_the_server_writes() {
    Command.run("why", "--url", url(), "--json");
    assertThat(asked).containsExactly("/health/ application/vnd.vitals.health+json null");
  }

  @Test
  void other_answers_end_with_3() {
    Command broken = Command.run("why", "--url", url(), "--service=a b/c");
    assertThat(broken.exit()).isEqualTo(3);
    assertThat(broken.err()).isEqualTo("vitals: " + url() + ": 500\n");
    assertThat(asked.remove()).startsWith("/health/a%20b%2Fc ");
    Command unknown = Command.run("why", "--url", url(), "--service=acme.Nobody");
    assertThat(unknown.exit()).isEqualTo(3);
    assertThat(unknown.err()).contains("404: no Vitals page there").hasLineCount(1);
  }

  @Test
  void without_a_connection_it_ends_with_2() throws IOException {
    Command misspelt = Command.run("why", "--url=http://nosuch.invalid:1");
    assertThat(misspelt.exit()).isEqualTo(2);
    assertThat(misspelt.err()).contains("unknown host").hasLineCount(1);
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertThat(Command.run("why", "--url=http://localhost:" + port).exit()).isEqualTo(2);
  }

  @Test
  void the_port_of_gRPC_is_recognised() throws IOException {
    try (HealthServer plain = HealthServer.plain()) {
      Command wrong = Command.run("why", "--url", "http://" + plain.address());
      assertThat(wrong.exit()).isBetween(2, 3);
      assertThat(wrong.err())
          .contains("(is this the gRPC port? why needs the HTTP port, where health-http is served)")
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "why --url localhost:8080|--url: 'localhost:8080' (expected: http://localhost:8080)",
        "why --url 10.0.0.1:80/x|--url: '10.0.0.1:80/x' (expected: http://10.0.0.1:80/x)",
        "why --url nonsense|--url: 'nonsense' (expected: such as http://localhost:8080)",
        "why --url ftp://localhost|--url: 'ftp://localhost' (expected: such as",
        "why --url http://[|--url: 'http://[' (expected: such as",
        "why --addr localhost:50051|why takes --url, the HTTP address of health-http, such as http:",
        "why --addr=localhost:50051|why takes --url, the HTTP address of health-http, such as http:",
        "why --tls|why takes --url; one that begins with https: means the same",
        "check --url=http://localhost|only why takes --url; check takes --addr HOST:PORT",
        "why acme.FooService|'acme.FooService' (expected: --service NAME)",
        "check acme.FooService|'acme.FooService' (expected: --service NAME)",
      },
      quoteCharacter = '`')
  void an_argument_that_belongs_elsewhere_is_told_where(String line, String hint) {
    Command wrong = Command.run(line.split(" "));
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err()).startsWith("vitals: ").contains(hint).hasLineCount(1);
  }

  @Test
  void HTTPS_to_a_server_in_plain_text_is_one_line() throws IOException {
    try (HealthServer plain = HealthServer.plain()) {
      Command wrong = Command.run("why", "--url", "https://" + plain.address());
      assertThat(wrong.exit()).isEqualTo(2);
      assertThat(wrong.err()).contains("does not speak TLS").hasLineCount(1);
    }
  }

  @Test
  void a_page_that_never_ends_ends_with_3() throws IOException {
    server.createContext(
        "/health/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // and never a body
        });
    Command late = Command.run("why", "--url", url(), "--service=slow", "--timeout=1s");
    assertThat(late.exit()).isEqualTo(3);
    assertThat(late.err()).contains("no answer in time").hasLineCount(1);
  }
}
