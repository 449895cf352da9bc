package dev.vitals.realclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** grpcurl, the kubelet's own prober and Envoy's active health check against the quickstart. */
@ExtendWith(Needs.class)
@Clients({"grpcurl", "kubelet-prober", "envoy"})
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtherClientsIT {

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String HEALTH = "grpc.health.v1.Health/";

  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig(Map.of());
  }

  @AfterAll
  static void stop() {
    if (rig != null) {
      rig.close();
    }
  }

  @BeforeEach
  void all_is_well() {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertThat(kubelet("").exit()).isZero());
  }

  private static Client.Result kubelet(String service) {
    return Client.run("kubelet-prober", "-timeout", "5s", "-service", service, rig.address());
  }

  private static Client.Result grpcurl(String... arguments) {
    return Client.run("grpcurl", arguments);
  }

  @Test
  void grpcurl_learns_the_service_by_reflection() {
    Client.Result described =
        grpcurl("-plaintext", rig.address(), "describe", "grpc.health.v1.Health");
    assertThat(described.output())
        .contains("rpc Check (", "rpc List (", "rpc Watch (")
        .contains("returns ( stream .grpc.health.v1.HealthCheckResponse )");
  }

  @Test
  void grpcurl_checks_and_lists() {
    String foo = "{\"service\":\"acme.FooService\"}";
    assertThat(grpcurl("-plaintext", "-d", foo, rig.address(), HEALTH + "Check").output())
        .contains("\"status\": \"SERVING\"");
    assertThat(grpcurl("-plaintext", rig.address(), HEALTH + "List").output())
        .contains("\"\":", "acme.BarService", "acme.FooService", "liveness", "readiness");
    String nobody = "{\"service\":\"acme.Nobody\"}";
    assertThat(grpcurl("-plaintext", "-d", nobody, rig.address(), HEALTH + "Check").output())
        .contains("NotFound");
  }

  @Test
  void grpcurl_watches_a_fault_come_and_go() {
    String foo = "{\"service\":\"acme.FooService\"}";
    try (Client watch =
        Client.start("grpcurl", "-plaintext", "-d", foo, rig.address(), HEALTH + "Watch")) {
      watch.expect("\"status\": \"SERVING\"");
      Rig.pause(rig.postgresql);
      try {
        watch.expect("\"status\": \"NOT_SERVING\"");
      } finally {
        Rig.unpause(rig.postgresql);
      }
      watch.expect("\"status\": \"SERVING\"");
    }
  }

  @Test
  void the_kubelet_passes_what_serves_and_fails_all_else() {
    assertThat(kubelet("acme.FooService").output()).startsWith("success");
    assertThat(kubelet("acme.Nobody").output()).startsWith("failure");
    Rig.pause(rig.postgresql);
    try {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(kubelet("readiness").output())
                      .startsWith("failure")
                      .contains("NOT_SERVING"));
      assertThat(kubelet("liveness").output()).startsWith("success");
    } finally {
      Rig.unpause(rig.postgresql);
    }
  }

  @Test
  void envoy_finds_it_healthy_then_failed_then_healthy(@TempDir Path folder) throws Exception {
    Path addresses = folder.resolve("admin");
    Path config = Files.writeString(folder.resolve("envoy.yaml"), envoyConfig());
    try (Client envoy =
        Client.start(
            "envoy",
            "-c",
            config.toString(),
            "--admin-address-path",
            addresses.toString(),
            "--use-dynamic-base-id",
            "-l",
            "info")) {
      envoy.expect("starting main dispatch loop");
      URI clusters = URI.create("http://" + Files.readString(addresses) + "/clusters");
      sees(clusters, "health_flags::healthy");
      Rig.pause(rig.postgresql);
      try {
        sees(clusters, "health_flags::/failed_active_hc");
      } finally {
        Rig.unpause(rig.postgresql);
      }
      sees(clusters, "health_flags::healthy");
    }
  }

  private static void sees(URI page, String text) {
    HttpClient client = HttpClient.newHttpClient();
    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .body())
                    .contains(text));
  }

  private static String envoyConfig() {
    return """
        admin:
          address: { socket_address: { address: 127.0.0.1, port_value: 0 } }
        static_resources:
          clusters:
          - name: quickstart
            type: STRICT_DNS
            dns_lookup_family: V4_ONLY # the engine maps the port on IPv4
            connect_timeout: 1s
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: { http2_protocol_options: {} }
            health_checks:
            - timeout: 1s
              interval: 0.5s
              no_traffic_interval: 0.5s
              unhealthy_threshold: 1
              healthy_threshold: 1
              grpc_health_check: { service_name: acme.FooService }
            load_assignment:
              cluster_name: quickstart
              endpoints:
              - lb_endpoints:
                - endpoint:
                    address:
                      socket_address: { address: %s, port_value: %d }
        """
        .formatted(rig.server.getHost(), rig.server.getMappedPort(50051));
  }
}
