package dev.vitals.health.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NetworkChecksTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void A_port_that_nobody_listens_on_any_more_fails_and_so_does_a_name_that_nobody_knows()
      throws Exception {
    ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
    try (Running check =
        Running.of(TcpCheck.of("tcp", LOOPBACK.getHostAddress(), server.getLocalPort()))) {
      check.passes();
      server.close();
      check.fails("refused");
      assertThat(check.report().tags()).containsExactly("shared");
    }
    try (Running check = Running.of(TcpCheck.of("tcp", "nobody.invalid", 1))) {
      check.fails("no such host");
    }
  }

  @Test
  void A_get_passes_on_2xx_and_fails_on_others_and_when_the_server_is_gone() throws Exception {
    AtomicInteger status = new AtomicInteger(204);
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/readyz");
    try (Running check = Running.of(HttpCheck.of("http", HttpClient.newHttpClient(), uri))) {
      check.passes();
      status.set(503);
      check.fails("HTTP 503 (expected: 200 to 299)");
      status.set(302);
      check.fails("HTTP 302 ");
      status.set(200);
      check.passes();
      server.stop(0);
      check.fails("ConnectException");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void A_server_that_accepts_and_never_answers_fails_and_its_connection_is_given_up()
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      try (Running check = Running.of(HttpCheck.of("http", HttpClient.newHttpClient(), uri));
          Socket accepted = server.accept()) {
        check.fails("");
        accepted.setSoTimeout(20_000);
        assertThat(accepted.getInputStream().readAllBytes()).as("all until its end").isNotEmpty();
      }
    }
  }

  @Test
  void A_cluster_that_cannot_be_reached_fails() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:1",
            "default.api.timeout.ms",
            60_000,
            "request.timeout.ms",
            300);
    try (Admin admin = Admin.create(settings);
        Running check = Running.of(KafkaCheck.of("kafka", admin, 1))) {
      check.fails("");
      check.endsItsRuns();
    }
  }

  /** Nobody answers a connection that finds the queue of those that wait full. */
  @Test
  void A_port_that_does_not_answer_fails_and_is_given_up_in_time() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      boolean full = false;
      while (!full && waiting.size() < 50) {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), 300);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
      assertThat(full).isTrue();
      try (Running check =
          Running.of(TcpCheck.of("tcp", LOOPBACK.getHostAddress(), server.getLocalPort()))) {
        check.fails("");
        check.endsItsRuns();
      }
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }
}
