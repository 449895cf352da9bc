package dev.vitals.health.core;

import java.lang.reflect.Field;

/** Finds the kernel of a health, for tests that hold its lock. */
final class LockHolder {

  private LockHolder() {}

  static Kernel kernel(Health health) {
    try {
      Field field = Health.class.getDeclaredField("kernel");
      field.setAccessible(true);
      return (Kernel) field.get(health);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
