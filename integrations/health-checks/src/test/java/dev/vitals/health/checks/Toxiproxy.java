package dev.vitals.health.checks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real Toxiproxy: a process that stands between clients and servers on loopback. */
record Toxiproxy(Process process, ToxiproxyClient client, AtomicInteger proxies)
    implements AutoCloseable {

  static final String PROGRAM = "toxiproxy-server";

  /** Returns where it is: in the folder {@code VITALS_TOOLS}, or on the path. */
  static Optional<Path> program() {
    String tools = System.getenv().getOrDefault("VITALS_TOOLS", "");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(tools), Stream.of(path.split(":")))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Toxiproxy start() throws IOException {
    int port = Ports.free();
    Process process =
        new ProcessBuilder(program().orElseThrow().toString(), "-host=127.0.0.1", "-port=" + port)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    Toxiproxy toxiproxy =
        new Toxiproxy(process, new ToxiproxyClient("127.0.0.1", port), new AtomicInteger());
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(toxiproxy::answers);
    return toxiproxy;
  }

  private boolean answers() throws IOException {
    return client.version() != null;
  }

  /** Leads to a port, by way of one of its own. */
  Proxy to(int port) throws IOException {
    String name = "proxy-" + proxies.incrementAndGet();
    return client.createProxy(name, "127.0.0.1:0", "127.0.0.1:" + port);
  }

  /** Returns the port that leads there. */
  static int port(Proxy proxy) {
    String listen = proxy.getListen();
    return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(20, SECONDS).join(); // it has nothing to save
  }
}
