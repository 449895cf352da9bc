package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Lends connections that are there, each until it is closed, and notes for how long. */
final class Lending {

  final Queue<Connection> free = new ConcurrentLinkedQueue<>();
  final List<Duration> lent = new CopyOnWriteArrayList<>();

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Connection connection = free.poll();
          if (connection == null) {
            throw new SQLException("none is free");
          }
          return lend(connection);
        });
  }

  private Connection lend(Connection connection) {
    long since = System.nanoTime();
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          if (method.getName().equals("close")) {
            lent.add(Duration.ofNanos(System.nanoTime() - since));
            return null;
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw requireNonNull(e.getCause());
          }
        });
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
