package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.HealthSource;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.core.Health;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who watches, as the source is told. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IdentityTest {

  private final Health health = Health.builder().start();
  private final BlockingQueue<Optional<Object>> identities = new LinkedBlockingQueue<>();

  private final HealthSource noting =
      new ForwardingSource(health) {
        @Override
        public Watch watch(String service, WatchListener listener) {
          identities.add(Optional.ofNullable(listener.identity()));
          return super.watch(service, listener);
        }
      };

  @AfterEach
  void close() {
    health.close();
  }

  private Optional<Object> identityOf(Rig rig) throws InterruptedException {
    Follower.of(rig.connect(), "").expect(SERVING);
    return identities.poll(20, TimeUnit.SECONDS);
  }

  @Nested
  class With_nothing_set {

    @Test
    void a_client_in_plaintext_has_none() throws Exception {
      try (Rig rig = new Rig(Transport.NETTY, noting)) {
        assertThat(identityOf(rig)).isEmpty();
      }
    }

    @Test
    void a_client_in_the_process_has_none() throws Exception {
      try (Rig rig = new Rig(Transport.IN_PROCESS, noting)) {
        assertThat(identityOf(rig)).isEmpty();
      }
    }
  }

  @Nested
  class On_TLS {

    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir private Path folder;

    /** Makes a key and a certificate for it, with the JDK's own tool. */
    private KeyStore keys(String name) throws Exception {
      Path file = folder.resolve(name);
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "sun.security.tools.keytool.Main",
                  "-genkeypair",
                  "-alias",
                  name,
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=" + name + ", O=acme",
                  "-ext",
                  "san=dns:localhost",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).as("keytool has ended").isTrue();
      assertThat(keytool.exitValue()).isZero();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream stream = Files.newInputStream(file)) {
        keys.load(stream, PASSWORD);
      }
      return keys;
    }

    private static KeyManager[] shows(KeyStore keys) throws Exception {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD);
      return factory.getKeyManagers();
    }

    private static TrustManager[] trusts(KeyStore keys, String name) throws Exception {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(name, keys.getCertificate(name));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory.getTrustManagers();
    }

    private Optional<Object> identity(boolean withCertificate) throws Exception {
      KeyStore serverKeys = keys("server");
      KeyStore clientKeys = keys("prober");
      Server server =
          NettyServerBuilder.forPort(
                  0,
                  TlsServerCredentials.newBuilder()
                      .keyManager(shows(serverKeys))
                      .trustManager(trusts(clientKeys, "prober"))
                      .clientAuth(ClientAuth.OPTIONAL)
                      .build())
              .addService(GrpcHealth.of(noting))
              .build()
              .start();
      TlsChannelCredentials.Builder credentials =
          TlsChannelCredentials.newBuilder().trustManager(trusts(serverKeys, "server"));
      if (withCertificate) {
        credentials.keyManager(shows(clientKeys));
      }
      var channel =
          NettyChannelBuilder.forAddress("localhost", server.getPort(), credentials.build())
              .build();
      try {
        Follower.of(channel, "").expect(SERVING);
        return identities.poll(20, TimeUnit.SECONDS);
      } finally {
        channel.shutdownNow();
        server.shutdownNow();
      }
    }

    @Test
    void a_client_with_a_certificate_is_its_principal() throws Exception {
      assertThat(identity(true)).contains(new X500Principal("CN=prober, O=acme"));
    }

    @Test
    void a_client_without_one_has_none() throws Exception {
      assertThat(identity(false)).isEmpty();
    }
  }

  @Nested
  class Supplied {

    private static final Context.Key<String> TENANT = Context.key("tenant");

    /** Puts the caller into the context, as an authenticating interceptor does. */
    private static final class Authentication implements ServerInterceptor {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Context context = Context.current().withValue(TENANT, "acme");
        return Contexts.interceptCall(context, call, headers, next);
      }
    }

    private Rig rig(GrpcHealth service) {
      return new Rig(Transport.NETTY, service, server -> server.intercept(new Authentication()));
    }

    @Test
    void it_may_come_from_the_call_s_context() throws Exception {
      try (Rig rig = rig(GrpcHealth.of(noting).identity(call -> TENANT.get()).listLimit(7))) {
        assertThat(identityOf(rig)).contains("acme");
      }
    }

    @Test
    void it_may_come_from_the_call_s_attributes() throws Exception {
      try (Rig rig =
          rig(
              GrpcHealth.of(noting)
                  .listLimit(7)
                  .identity(call -> call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)))) {
        assertThat(identityOf(rig)).isPresent();
      }
    }

    @Test
    void it_may_be_nobody() throws Exception {
      try (Rig rig = rig(GrpcHealth.of(noting).identity(call -> null))) {
        assertThat(identityOf(rig)).isEmpty();
      }
    }

    @Test
    void a_watch_for_which_it_throws_ends_and_is_not_held() {
      GrpcHealth failing =
          GrpcHealth.of(noting)
              .identity(
                  call -> {
                    throw new IllegalStateException("planted");
                  });
      try (Rig rig = rig(failing)) {
        Follower.of(rig.connect(), "").expectEnd(Status.Code.UNKNOWN);
        assertThat(health.openWatches()).isZero();
      }
    }

    @Test
    void none_at_all_is_refused() {
      assertThatThrownBy(() -> GrpcHealth.of(health).identity(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("of");
    }
  }
}
