import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** Starts what the README shows, on a database that is always there. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws Exception {
    Connection connection = answering(Connection.class, true);
    HealthServer.serve(answering(DataSource.class, connection));
  }

  private static <T> T answering(Class<T> type, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> method.getReturnType() == void.class ? null : answer));
  }
}
