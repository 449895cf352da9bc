package dev.vitals.examples.modules;

import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The jars as they are published, on the module path. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ModulePathIT {

  private static final Path APP = Path.of("target", "app");
  private static final ModuleFinder JARS = ModuleFinder.of(APP);

  private static ProcessBuilder server(String port) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-p",
        APP.toString(),
        "-m",
        "dev.vitals.examples.modules/dev.vitals.examples.modules.Main",
        port);
  }

  @Test
  void a_port_that_can_not_be_had_is_told_in_one_line() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      assertRefused("" + other.getLocalPort(), 1, "port: " + other.getLocalPort() + " (expected:");
    }
    assertRefused("65536", 2, "arguments: [65536] (expected: PORT)");
  }

  private static void assertRefused(String port, int exit, String line) throws Exception {
    Process server = server(port).start();
    try {
      assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(server.exitValue()).isEqualTo(exit);
      assertThat(server.getErrorStream().readAllBytes())
          .asString()
          .contains(line)
          .doesNotContain("\tat ");
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void a_named_module_serves_health() throws Exception {
    Process server = server("0").redirectError(Path.of("target", "server.log").toFile()).start();
    try {
      String line = server.inputReader().readLine();
      assertThat(line).startsWith("module dev.vitals.examples.modules: listening on port ");
      check(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
      server.outputWriter().close();
      assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  private static void check(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try {
      var client = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.MINUTES);
      HealthCheckRequest foo =
          HealthCheckRequest.newBuilder().setService("acme.FooService").build();
      Iterator<HealthCheckResponse> watch = client.watch(foo);
      while (watch.next().getStatus() != SERVING) {}
      assertThat(client.check(foo).getStatus()).isEqualTo(SERVING);
      assertThat(client.list(HealthListRequest.getDefaultInstance()).getStatusesMap())
          .containsOnlyKeys("", "acme.FooService");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void each_jar_is_a_module_that_exports_its_one_package() {
    for (String name :
        new String[] {"dev.vitals.health", "dev.vitals.health.core", "dev.vitals.health.grpc"}) {
      ModuleDescriptor module = JARS.find(name).orElseThrow().descriptor();
      assertThat(module.isAutomatic()).isFalse();
      assertThat(module.exports())
          .extracting(ModuleDescriptor.Exports::source)
          .containsExactly(name);
    }
  }

  @Test
  void the_server_has_no_protobuf_on_its_path() {
    assertThat(JARS.findAll())
        .extracting(jar -> jar.descriptor().name())
        .contains("io.grpc", "dev.vitals.health.grpc")
        .doesNotContain("com.google.protobuf", "io.grpc.protobuf", "dev.vitals.health.v1");
  }

  @Test
  void the_core_works_with_nothing_on_the_path_but_itself_and_the_api() throws Exception {
    ModuleFinder both = ModuleFinder.of(jar("dev.vitals.health"), jar("dev.vitals.health.core"));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration resolved =
        boot.configuration().resolve(both, ModuleFinder.of(), Set.of("dev.vitals.health.core"));
    assertThat(resolved.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("dev.vitals.health", "dev.vitals.health.core");

    ClassLoader alone =
        boot.defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader())
            .findLoader("dev.vitals.health.core");
    Object builder =
        alone.loadClass("dev.vitals.health.core.Health").getMethod("builder").invoke(null);
    Object health = builder.getClass().getMethod("start").invoke(builder);
    Object statuses = health.getClass().getMethod("statuses").invoke(health);
    ((AutoCloseable) health).close();
    assertThat(statuses).hasToString("{=SERVING}");
  }

  @Test
  void the_README_shows_what_the_module_requires() throws IOException {
    String source = Files.readString(Path.of("src/main/java/module-info.java"));
    assertThat(Files.readString(Path.of("README.md")))
        .contains(source.substring(source.indexOf("\nmodule ") + 1));
  }

  private static Path jar(String module) {
    ModuleReference found = JARS.find(module).orElseThrow();
    return Path.of(found.location().orElseThrow());
  }
}
