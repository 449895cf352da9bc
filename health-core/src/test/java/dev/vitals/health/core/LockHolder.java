package dev.vitals.health.core;

import java.lang.reflect.Field;

/** Finds the kernel and the registry of a health, for tests that hold its lock. */
final class LockHolder {

  private LockHolder() {}

  static Kernel kernel(Health health) {
    return (Kernel) field(health, "kernel");
  }

  static ServiceRegistry registry(Health health) {
    return (ServiceRegistry) field(health, "registry");
  }

  private static Object field(Health health, String name) {
    try {
      Field field = Health.class.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(health);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
