package dev.vitals.cli;

import dev.vitals.health.Printable;
import io.grpc.Status;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in a few words why a connection or a call failed, and what to do. A stack trace, or gRPC's
 * own "io exception", says neither.
 */
final class Reason {

  /** What to look at if a port is there but does not answer as HTTP servers do. */
  static final String IS_GRPC =
      "(is this the gRPC port? why needs the HTTP port, where health-http is served)";

  private Reason() {}

  /** Returns why there was no connection, in words of one line. */
  static String unconnected(@Nullable Throwable cause, boolean tls) {
    return notConnected(cause, tls ? "" : " (if the server speaks TLS, add --tls)");
  }

  /** Returns why there was no answer over HTTP, in words of one line. */
  static String noHttp(Throwable cause) {
    return notConnected(cause, " " + IS_GRPC);
  }

  private static String notConnected(@Nullable Throwable cause, String hint) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof UnknownHostException || each instanceof UnresolvedAddressException) {
        return "unknown host (expected: a name that DNS resolves, or an address)";
      }
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String known = known(each);
      if (known != null) {
        return known;
      }
    }
    String told = cause == null ? "" : ": " + Printable.text(words(root(cause)));
    return "not connected" + told + hint;
  }

  /** Returns what a server answered instead of a status, in words of one line. */
  static String failed(Status status) {
    String description = status.getDescription();
    String told = description == null ? "" : ": " + Printable.text(description);
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> "no answer in time (--timeout allows more)";
      case UNIMPLEMENTED ->
          "the server does not implement this call of grpc.health.v1.Health" + told;
      case NOT_FOUND -> "NOT_FOUND" + told + " (vitals list shows the names)";
      default -> status.getCode() + told;
    };
  }

  /** The causes are nested, the most telling one innermost or in between. */
  private static @Nullable String known(Throwable cause) {
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      String told = cause.getMessage() == null ? "connection refused" : words(cause);
      return Printable.text(told) + " (expected: a server that listens there)";
    } else if (cause instanceof CertificateExpiredException) {
      return "the certificate has expired: " + Printable.text(words(cause));
    } else if (cause instanceof CertificateNotYetValidException) {
      return "the certificate is not valid yet: " + Printable.text(words(cause));
    } else if (cause instanceof CertPathBuilderException) {
      return "the certificate is not trusted (expected: one of an authority that Java knows, or of"
          + " --tls-ca-cert)";
    } else if (cause instanceof CertificateException && isAboutTheName(words(cause))) {
      return "the certificate is for another name: "
          + Printable.text(words(cause))
          + " (--tls-server-name says which name to expect)";
    } else if (isNoTls(cause)) {
      return "the server does not speak TLS (expected: TLS, or a call without --tls)";
    } else if (words(cause).contains("Received fatal alert")) {
      return "the server refused the TLS handshake: "
          + Printable.text(words(cause))
          + " (if it asks for a client's certificate: --tls-client-cert and --tls-client-key)";
    }
    return null;
  }

  private static boolean isAboutTheName(String message) {
    return message.startsWith("No name matching") || message.startsWith("No subject alternative");
  }

  private static boolean isNoTls(Throwable cause) {
    return cause instanceof SSLException
        && (words(cause).contains("not an SSL/TLS record")
            || words(cause).toLowerCase(Locale.ROOT).contains("unrecognized ssl message"));
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    for (Throwable each = cause; each != null; each = each.getCause()) {
      root = each;
    }
    return root;
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
