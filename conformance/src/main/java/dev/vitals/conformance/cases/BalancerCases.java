package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.ExternalProbe;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.text.Words;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What load balancers make of the server: grpc-java's own, grpc-go's, and Envoy. */
final class BalancerCases {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** What a client that follows a status by Watch rests on. */
  private static final List<String> FOLLOWED = List.of("HC-WATCH-01", "HC-WATCH-05");

  private BalancerCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CONS-09/envoy-itself",
                "Envoy finds a service healthy, then not, then healthy again.",
                BalancerCases::envoy)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("always-serving"),
        Case.of(
                "HC-CONS-10/grpc-java",
                "A grpc-java channel with round_robin and healthCheckConfig follows the status.",
                BalancerCases::grpcJava)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-first-change-only", "watch-no-initial"),
        Case.of(
                "HC-CONS-10/grpc-go",
                "A grpc-go channel with round_robin and healthCheckConfig follows the status.",
                BalancerCases::grpcGo)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-first-change-only", "watch-no-initial"));
  }

  private static void grpcJava(CaseContext c) throws Exception {
    givenWatchesAreTold(c);
    String name = c.known(SERVING);
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + ExternalProbe.address(c))
            .usePlaintext()
            .defaultLoadBalancingPolicy("round_robin")
            .defaultServiceConfig(Map.of("healthCheckConfig", Map.of("serviceName", name)))
            .build();
    c.closing(channel::shutdownNow);
    for (ServingStatus status : List.of(SERVING, NOT_SERVING, SERVING)) {
      c.set(name, status);
      awaitState(
          c,
          channel,
          status == SERVING ? ConnectivityState.READY : ConnectivityState.TRANSIENT_FAILURE,
          status);
    }
  }

  /** A client that waits for what was seen never to come waits in vain. */
  private static void givenWatchesAreTold(CaseContext c) {
    c.givenTold(Awaited.FIRST_OF_KNOWN);
    c.givenTold(Awaited.CHANGE);
  }

  private static void awaitState(
      CaseContext c, ManagedChannel channel, ConnectivityState wanted, ServingStatus status)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    ConnectivityState state = channel.getState(true);
    while (state != wanted && System.nanoTime() < end) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      changed.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      state = channel.getState(true);
      c.timeline().add("the channel is " + state);
    }
    c.expectInTime(
        FOLLOWED,
        state == wanted,
        wanted + " on a round_robin channel when the status is " + status,
        state + " after " + Words.time(PATIENCE));
  }

  /** The program prints a line a state; it is built from {@code consumers/go-round-robin}. */
  private static void grpcGo(CaseContext c) throws Exception {
    ExternalProbe client = ExternalProbe.named("go-round-robin");
    givenWatchesAreTold(c);
    String name = c.known(SERVING);
    Path output = Files.createTempFile("conformance-go", ".txt");
    c.closing(() -> Files.deleteIfExists(output));
    Process process = client.start(output, ExternalProbe.address(c), name);
    c.closing(() -> process.destroyForcibly().waitFor());
    for (ServingStatus status : List.of(SERVING, NOT_SERVING, SERVING)) {
      c.set(name, status);
      String wanted = status == SERVING ? "READY" : "TRANSIENT_FAILURE";
      Await.until(PATIENCE, () -> lastLine(output).equals(wanted));
      String state = lastLine(output); // what is judged is what is told
      c.timeline().add("the channel is " + state);
      c.expectInTime(
          FOLLOWED,
          state.equals(wanted),
          wanted + " on a round_robin channel when the status is " + status,
          (state.isEmpty() ? "no state" : state) + " after " + Words.time(PATIENCE));
    }
  }

  private static String lastLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void envoy(CaseContext c) throws Exception {
    ExternalProbe envoy = ExternalProbe.named("envoy");
    String name = c.known(SERVING);
    Path folder = Files.createTempDirectory("conformance-envoy");
    c.closing(() -> remove(folder));
    Path config = folder.resolve("envoy.yaml");
    Path admin = folder.resolve("admin.txt");
    Files.writeString(config, configuration(c, name));
    Process process =
        envoy.start(
            folder.resolve("log.txt"),
            "-c",
            config.toString(),
            "--admin-address-path",
            admin.toString(),
            "--concurrency",
            "1",
            "--use-dynamic-base-id",
            "-l",
            "warn");
    c.closing(() -> process.destroyForcibly().waitFor());
    if (!Await.until(PATIENCE, () -> !lastLine(admin).isEmpty())) {
      throw new IOException("Envoy did not start: " + lastLine(folder.resolve("log.txt")));
    }
    HttpClient http = HttpClient.newHttpClient();
    URI clusters = URI.create("http://" + lastLine(admin) + "/clusters");
    for (ServingStatus status : List.of(SERVING, NOT_SERVING, SERVING)) {
      c.set(name, status);
      String wanted = status == SERVING ? "healthy" : "/failed_active_hc";
      Await.until(PATIENCE, () -> flags(http, clusters).equals(wanted));
      String flags = flags(http, clusters); // what is judged is what is told
      c.timeline().add("Envoy's health flags: " + flags);
      c.expectInTime(
          CaseContext.clausesOfCheck(status),
          flags.equals(wanted),
          "Envoy to say '" + wanted + "' when the status is " + status,
          "'" + flags + "' after " + Words.time(PATIENCE));
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static String flags(HttpClient http, URI clusters) {
    try {
      String page =
          http.send(HttpRequest.newBuilder(clusters).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return page.lines()
          .filter(line -> line.startsWith("subject::") && line.contains("::health_flags::"))
          .map(line -> line.substring(line.lastIndexOf("::") + 2))
          .findFirst()
          .orElse("none yet");
    } catch (IOException e) {
      return "no answer from Envoy";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String configuration(CaseContext c, String name) {
    return """
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
        static_resources:
          clusters:
          - name: subject
            type: STATIC
            connect_timeout: 1s
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {}}
            health_checks:
            - timeout: 1s
              interval: 0.2s
              no_traffic_interval: 0.2s
              unhealthy_threshold: 1
              healthy_threshold: 1
              grpc_health_check: {service_name: "%s"}
            load_assignment:
              cluster_name: subject
              endpoints:
              - lb_endpoints:
                - endpoint: {address: {socket_address: {address: %s, port_value: %d}}}
        """
        .formatted(name, c.address().getAddress().getHostAddress(), c.address().getPort());
  }
}
