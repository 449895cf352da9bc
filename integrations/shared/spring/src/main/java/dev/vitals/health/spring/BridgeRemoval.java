package dev.vitals.health.spring;

import java.util.List;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Removes from the context what serves and updates gRPC health without Vitals: the service, the
 * manager that holds its statuses, and the task that calls every indicator in turn.
 *
 * <p>What describes the services stays, and Vitals reads it. That is why the property that switches
 * the bridge off is not set here: it would take those along.
 */
final class BridgeRemoval implements BeanDefinitionRegistryPostProcessor {

  // A status that somebody sets on the manager would be served by nobody: without the bean, an
  // application that injects it does not start, instead of being wrong in silence.
  private final List<String> bridge;

  /**
   * @param bridge the names of the beans
   */
  BridgeRemoval(String... bridge) {
    this.bridge = List.of(bridge);
  }

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    for (String name : bridge) {
      if (registry.containsBeanDefinition(name)) {
        registry.removeBeanDefinition(name);
      }
    }
  }
}
