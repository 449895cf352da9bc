package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vitals.health.Printable;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gRPC server to call, and how: options of every command but why. */
final class Server {

  private static final Pattern ADDRESS =
      Pattern.compile("([^\\[\\]:/\\s]+|\\[[^\\]]+]):(\\d{1,5})");
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--addr",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:VITALS_ADDR:-localhost:50051}",
      description = "The server; if left out, $VITALS_ADDR, or else localhost:50051.")
  private String address = "";

  @Option(names = "--tls", description = "Use TLS; without it, plain text.")
  private boolean tls;

  @Option(
      names = "--tls-server-name",
      paramLabel = "NAME",
      description = "The name that the certificate must have, if not the host's.")
  private @Nullable String serverName;

  @Mixin private Tls files = new Tls();

  String address() {
    return address;
  }

  /**
   * Returns a client of this server.
   *
   * @throws IllegalArgumentException if an option is wrong, with a message for the user
   */
  HealthClient client(List<CommonOptions.Header> headers) {
    Matcher parts = ADDRESS.matcher(address);
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port == 0 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "--addr: " + Printable.quote(address) + " (expected: HOST:PORT)");
    }
    String host = parts.group(1);
    return new HealthClient(host, port, credentials(), serverName, metadata(headers));
  }

  private ChannelCredentials credentials() {
    if (tls) {
      if (serverName != null && !files.verifies()) {
        throw new IllegalArgumentException(
            "--tls-server-name: beside --tls-no-verify (expected: one)");
      }
      return files.credentials();
    }
    if (serverName != null || files.isGiven()) {
      throw new IllegalArgumentException("--tls: missing (expected: with --tls-… options)");
    }
    return InsecureChannelCredentials.create();
  }

  private static Metadata metadata(List<CommonOptions.Header> headers) {
    Metadata metadata = new Metadata();
    for (CommonOptions.Header header : headers) {
      try {
        add(metadata, header);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "--header: "
                + Printable.quote(header.name())
                + " (expected: a name of a-z 0-9 - _ . and a value in ASCII, or base64 after …-bin)",
            e);
      }
    }
    return metadata;
  }

  private static void add(Metadata metadata, CommonOptions.Header header) {
    String name = header.name();
    if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      byte[] value = Base64.getDecoder().decode(header.value().getBytes(ISO_8859_1));
      metadata.put(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), value);
    } else if (!header.value().chars().allMatch(unit -> unit >= ' ' && unit <= '~')) {
      throw new IllegalArgumentException("not ASCII");
    } else {
      metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), header.value());
    }
  }
}
