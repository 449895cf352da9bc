package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.ExternalProbe;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code grpc_health_probe} and the kubelet's prober make of the server. */
final class ProbeCases {
  private static final int HEALTHY = 0;
  private static final int WRONG_ARGUMENTS = 1;
  private static final int NO_CONNECTION = 2;
  private static final int RPC_FAILED = 3;
  private static final int UNHEALTHY = 4;

  private ProbeCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CONS-01/probe-serving",
                "grpc_health_probe exits 0 for a service that serves.",
                c -> expect(c, c.known(SERVING), HEALTHY))
            .needs(Need.CHECK, Need.SET)
            .kills("check-always-not-serving"),
        Case.of(
                "HC-CONS-01/probe-overall",
                "grpc_health_probe exits 0 for the overall status when it is SERVING.",
                ProbeCases::overall)
            .needs(Need.CHECK, Need.SET)
            .kills("check-always-not-serving")
            .traits(Case.Trait.FRESH),
        Case.of(
                "HC-CONS-02/probe-not-serving",
                "grpc_health_probe exits 4 for NOT_SERVING.",
                c -> expect(c, c.known(NOT_SERVING), UNHEALTHY))
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("not-serving-as-unavailable"),
        Case.of(
                "HC-CONS-02/probe-status-unknown",
                "grpc_health_probe exits 4 for UNKNOWN.",
                c -> expect(c, c.known(UNKNOWN), UNHEALTHY))
            .needs(Need.CHECK, Need.SET, Need.UNKNOWN)
            .kills("unknown-status-as-not-found"),
        Case.of(
                "HC-CONS-03/probe-unknown",
                "grpc_health_probe exits 3 for an unknown service.",
                c -> expect(c, c.unknownName(), RPC_FAILED))
            .needs(Need.CHECK)
            .kills("unknown-as-ok-service-unknown"),
        Case.of(
            "HC-CONS-04/probe-itself",
            "grpc_health_probe exits 3 where Check is not offered or not answered, 2 where nobody listens, 1 for bad arguments.",
            ProbeCases::probeItself),
        Case.of(
                "HC-CONS-05/probe-cold",
                "grpc_health_probe succeeds with its own time-outs on a new connection, 50 times in a row.",
                ProbeCases::cold)
            .needs(Need.CHECK, Need.SET)
            .kills("check-slow-2s"),
        Case.of(
                "HC-CONS-06/probe-gzip",
                "Whether grpc_health_probe succeeds with -gzip.",
                c -> c.note("with -gzip: " + probe(c, c.known(SERVING), "-gzip")))
            .needs(Need.CHECK, Need.SET),
        Case.of(
                "HC-CONS-07/probe-headers",
                "grpc_health_probe succeeds with headers and a user agent of its own.",
                c ->
                    expect(
                        c,
                        c.known(SERVING),
                        HEALTHY,
                        "-rpc-header",
                        "x-probe: 1",
                        "-rpc-header",
                        "authorization: none",
                        "-user-agent",
                        "kube-probe/1.37"))
            .needs(Need.CHECK, Need.SET)
            .kills("metadata-rejected"),
        Case.of(
                "HC-CONS-08/kubelet",
                "The kubelet's prober passes on SERVING and fails on NOT_SERVING and unknown names.",
                ProbeCases::kubelet)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("check-always-not-serving", "always-serving"));
  }

  private static ExternalProbe.Outcome probe(CaseContext c, String service, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("-addr", ExternalProbe.address(c), "-service", service));
    arguments.addAll(List.of(more));
    return ExternalProbe.named("grpc_health_probe").run(c, arguments.toArray(String[]::new));
  }

  /** With patience, which the probe's own time-outs are not: how fast, is another clause. */
  private static void expect(CaseContext c, String service, int exit, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("-connect-timeout", "10s", "-rpc-timeout", "10s"));
    expectOwn(c, service, exit, arguments.toArray(String[]::new));
  }

  private static void expectOwn(CaseContext c, String service, int exit, String... more)
      throws IOException, InterruptedException {
    ExternalProbe.Outcome outcome = probe(c, service, more);
    c.expectResting(
        clausesOf(exit),
        outcome.exit() == exit,
        "exit code " + exit + " from grpc_health_probe",
        outcome);
  }

  /** What makes a probe exit like this; the suite's own client has seen it before. */
  private static List<String> clausesOf(int exit) {
    return switch (exit) {
      case HEALTHY -> CaseContext.clausesOfCheck(SERVING);
      case UNHEALTHY ->
          Stream.of(NOT_SERVING, UNKNOWN)
              .flatMap(status -> CaseContext.clausesOfCheck(status).stream())
              .toList();
      default -> List.of("HC-SVC-01", "HC-RPC-17", "HC-CHECK-03");
    };
  }

  private static void overall(CaseContext c) throws Exception {
    c.set("", SERVING);
    expect(c, "", HEALTHY);
  }

  private static void probeItself(CaseContext c) throws Exception {
    ExternalProbe probe = ExternalProbe.named("grpc_health_probe");
    expectExit(c, WRONG_ARGUMENTS, "without an address", probe.run(c));
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    expectExit(c, NO_CONNECTION, "where nobody listens", probe.run(c, "-addr", local(closed)));
    ReferenceHealth nothing =
        new ReferenceHealth(new ReferenceCore()) {
          @Override
          public @Nullable String method(String path) {
            return null;
          }
        };
    expectFailedRpc(c, probe, "where Check is not offered", nothing, "10s");
    ReferenceHealth silent =
        new ReferenceHealth(new ReferenceCore()) {
          @Override
          public void check(ReferenceCall call, String service) {
            call.sendHeaders();
          }
        };
    expectFailedRpc(c, probe, "where Check is not answered within -rpc-timeout", silent, "300ms");
  }

  private static void expectFailedRpc(
      CaseContext c, ExternalProbe probe, String where, ReferenceHealth health, String timeout)
      throws Exception {
    try (ReferenceServer server = new ReferenceServer(health, ReferenceStream::new)) {
      String address = local(server.address().getPort());
      expectExit(
          c,
          RPC_FAILED,
          where,
          probe.run(c, "-addr", address, "-connect-timeout", "10s", "-rpc-timeout", timeout));
    }
  }

  private static String local(int port) {
    return "127.0.0.1:" + port;
  }

  private static void expectExit(
      CaseContext c, int exit, String where, ExternalProbe.Outcome outcome) {
    c.expect(outcome.exit() == exit, "exit code " + exit + " " + where, outcome);
  }

  private static void cold(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    Rounds rounds = c.rounds(50);
    while (rounds.next()) {
      ExternalProbe.Outcome outcome = probe(c, name);
      c.expectInTime(
          clausesOf(HEALTHY),
          outcome.exit() == HEALTHY,
          "exit code 0 from grpc_health_probe within 1 s",
          outcome);
    }
  }

  private static void kubelet(CaseContext c) throws Exception {
    ExternalProbe prober = ExternalProbe.named("kubelet-prober");
    String name = Need.DYNAMIC.isMetBy(c.capabilities()) ? "liveness" : c.name();
    for (ServingStatus status : List.of(SERVING, NOT_SERVING, SERVING)) {
      c.set(name, status);
      int exit = status == SERVING ? 0 : 1;
      ExternalProbe.Outcome outcome =
          prober.run(c, "-timeout", "10s", "-service", name, ExternalProbe.address(c));
      c.expectResting(
          CaseContext.clausesOfCheck(status),
          outcome.exit() == exit,
          "exit code " + exit + " from the kubelet's prober for " + status,
          outcome);
    }
    ExternalProbe.Outcome unknown =
        prober.run(c, "-timeout", "10s", "-service", c.unknownName(), ExternalProbe.address(c));
    c.expectResting(
        "HC-CHECK-03",
        unknown.exit() == 1,
        "exit code 1 from the kubelet's prober for an unknown name",
        unknown);
  }
}
