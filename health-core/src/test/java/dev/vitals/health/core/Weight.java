package dev.vitals.health.core;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.temporal.Temporal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many objects something holds on to: exact where bytes are not. Health's own objects are
 * followed by their fields, collections and arrays by their elements; all others count as one, and
 * so does what waits for a listener, which has a bound of its own. Texts, numbers and times may be
 * shared or not, and don't count.
 */
final class Weight {

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> next = new ArrayDeque<>();

  private Weight() {}

  static int of(Object... roots) {
    Weight weight = new Weight();
    weight.find(List.of(roots));
    for (Object found = weight.next.poll(); found != null; found = weight.next.poll()) {
      weight.follow(found);
    }
    return weight.seen.size();
  }

  private void find(Iterable<?> objects) {
    objects.forEach(this::find);
  }

  private void find(Object object) {
    if (object != null && !isValue(object) && seen.add(object)) {
      next.add(object);
    }
  }

  private static boolean isValue(Object object) {
    return object instanceof String || object instanceof Number || object instanceof Temporal;
  }

  private void follow(Object object) {
    if (object instanceof Map<?, ?> map) {
      find(map.keySet());
      find(map.values());
    } else if (object instanceof Collection<?> collection) {
      find(collection);
    } else if (object instanceof Object[] array) {
      for (Object element : array) {
        find(element);
      }
    } else {
      for (Class<?> type = object.getClass(); isOurs(type); type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          follow(object, field);
        }
      }
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type != null && type.getName().startsWith("dev.vitals.") && type != ListenerQueue.class;
  }

  private void follow(Object object, Field field) {
    if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
      try {
        field.setAccessible(true);
        find(field.get(object));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }
}
