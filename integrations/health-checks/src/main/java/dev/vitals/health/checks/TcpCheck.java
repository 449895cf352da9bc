package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.CheckContext;
import dev.vitals.health.core.ServiceCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Checks that something accepts TCP connections. That is all it shows: a process that hangs still
 * accepts, because its kernel does. Where there is a check of the protocol, take that one.
 *
 * <pre>{@code
 * ServiceCheck smtp = TcpCheck.of("smtp", "mail.acme.example", 25).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}. Each run looks the name up anew, connects to its first address and closes
 * the connection at once. Java cannot bound a look-up: one that hangs makes the run overrun, which
 * counts as failing.
 */
public final class TcpCheck {

  private TcpCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param host a name or an address
   * @param port from 1 to 65535
   */
  public static ServiceCheck.Builder of(String name, String host, int port) {
    requireNonNull(host, "host");
    Require.that(port >= 1 && port <= 65535, "port", port, "1 to 65535");
    return ServiceCheck.blocking(name, context -> run(host, port, context)).tags(Tags.SHARED);
  }

  private static CheckResult run(String host, int port, CheckContext context) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return CheckResult.failing(host + ": no such host");
    }
    try (Socket socket = new Socket()) {
      // 0 means for ever.
      long millis = Math.max(1, Math.min(Integer.MAX_VALUE, context.remaining().toMillis()));
      socket.connect(address, (int) millis);
      return CheckResult.passing();
    } catch (IOException e) {
      return CheckResult.failing(host + ":" + port + ": " + e.getMessage(), e);
    }
  }
}
