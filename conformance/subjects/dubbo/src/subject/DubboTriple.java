package subject;

import io.grpc.health.v1.Health;
import io.grpc.health.v1.HealthCheckResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.dubbo.common.Version;
import org.apache.dubbo.common.constants.CommonConstants;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;
import org.apache.dubbo.rpc.protocol.tri.service.HealthStatusManager;
import org.apache.dubbo.rpc.protocol.tri.service.TriHealthImpl;

/**
 * The health service of Dubbo's Triple protocol as a subject. Dubbo exports one of its own if it is
 * told to, and keeps its {@link HealthStatusManager} to itself, so this exports another one.
 */
final class DubboTriple implements Subject {

  private final HealthStatusManager health = new HealthStatusManager(new TriHealthImpl());
  private final ServiceConfig<Health> service = new ServiceConfig<>();
  private final DubboBootstrap bootstrap = DubboBootstrap.getInstance();

  private DubboTriple(Settings settings) throws IOException {
    ApplicationConfig application = new ApplicationConfig("subject");
    application.setQosEnable(false);
    ProtocolConfig triple = new ProtocolConfig(CommonConstants.TRIPLE);
    triple.setHost(settings.address().getHostString());
    triple.setPort(free(settings.address().getPort()));
    service.setInterface(Health.class);
    service.setRef(health.getHealthService());
    bootstrap
        .application(application)
        .registry(new RegistryConfig(RegistryConfig.NO_AVAILABLE))
        .protocol(triple)
        .service(service)
        .start();
  }

  public static void main(String[] args) {
    Protocol.run(DubboTriple::new);
  }

  /** Dubbo has no port 0, and two that choose for themselves, at once, choose the same. */
  private static int free(int asked) throws IOException {
    try (ServerSocket socket = new ServerSocket(asked)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "dubbo",
        Version.getVersion(),
        service.getExportedUrls().get(0).getPort(),
        List.of("set", "clear", "shutdown", "flap"),
        List.of("Check", "Watch"));
  }

  @Override
  public void set(String service, ServingStatus status) {
    health.setStatus(service, HealthCheckResponse.ServingStatus.valueOf(status.name()));
  }

  @Override
  public void clear(String service) {
    health.clearStatus(service);
  }

  @Override
  public void shutdown() {
    health.enterTerminalState();
  }

  /** Dubbo has one time to wait for all stops; this does not wait longer than the grace. */
  @Override
  public void stop(Duration grace) {
    Subject.stopWithin(grace, bootstrap::stop);
  }
}
