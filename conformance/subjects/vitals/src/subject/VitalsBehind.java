package subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Vitals as a subject whose clients come through a proxy. The program {@code proxy} in the working
 * directory, whose name is the subject's, starts it and knows its version.
 */
final class VitalsBehind implements Subject {

  private static final Duration START = Duration.ofSeconds(8);
  private static final String PROXY = "./proxy";

  private final InetSocketAddress address;
  private final Vitals vitals;
  private final Process proxy;
  private final String version;

  private VitalsBehind(Settings settings) throws IOException, InterruptedException {
    address = free(settings.address());
    vitals = new Vitals(new Settings(new InetSocketAddress("127.0.0.1", 0), settings.services()));
    version = version();
    proxy =
        new ProcessBuilder(
                PROXY,
                address.getHostString(),
                String.valueOf(address.getPort()),
                String.valueOf(vitals.port()),
                Files.createTempDirectory("proxy").toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(proxy::destroyForcibly));
    awaitProxy();
  }

  public static void main(String[] args) {
    Protocol.run(VitalsBehind::new);
  }

  /** Chooses the port where none is asked for: proxies don't tell which one they have got. */
  private static InetSocketAddress free(InetSocketAddress asked) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(asked);
      return new InetSocketAddress(asked.getHostString(), socket.getLocalPort());
    }
  }

  private static String version() throws IOException {
    Process asked =
        new ProcessBuilder(PROXY, "--version")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(asked.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private void awaitProxy() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!accepts()) {
      if (proxy.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("the proxy ended with exit code " + proxy.exitValue());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the proxy does not accept connections after " + START);
      }
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Ready ready() {
    String name = Path.of("").toAbsolutePath().getFileName().toString();
    return vitals.ready().reachedAs(name, version, address.getPort());
  }

  @Override
  public void set(String service, ServingStatus status) {
    vitals.set(service, status);
  }

  @Override
  public void clear(String service) throws Refusal {
    vitals.clear(service);
  }

  @Override
  public void shutdown() {
    vitals.shutdown();
  }

  @Override
  public void resume() {
    vitals.resume();
  }

  @Override
  public Map<String, Object> stats() {
    return vitals.stats();
  }

  /** Stops Vitals, and then the proxy, as both are told to end by a signal. */
  @Override
  public void stop(Duration grace) throws InterruptedException {
    vitals.stop(grace);
    proxy.destroy();
    proxy.waitFor(1, SECONDS);
  }
}
