package dev.vitals.health.spring;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint over the web: whoever may see the details of Actuator's health sees reasons, checks
 * and history; everybody else statuses.
 */
@EndpointWebExtension(endpoint = VitalsEndpoint.class)
final class VitalsEndpointWebExtension {

  private final VitalsEndpoint endpoint;
  private final Predicate<SecurityContext> showsDetails;

  /**
   * @param showsDetails says to whom
   */
  VitalsEndpointWebExtension(VitalsEndpoint endpoint, Predicate<SecurityContext> showsDetails) {
    this.endpoint = endpoint;
    this.showsDetails = showsDetails;
  }

  @ReadOperation
  VitalsBody vitals(SecurityContext security) {
    return endpoint.vitals(showsDetails.test(security));
  }

  @ReadOperation
  @Nullable VitalsBody service(SecurityContext security, @Selector String service) {
    return endpoint.service(service, showsDetails.test(security));
  }
}
