package dev.vitals.conformance.selftest;

import java.nio.file.Path;
import java.util.List;

/** Commands of subjects for tests: a good one, and shell scripts that spoil what it says. */
public final class Programs {
  private static final String WHOLE = "reference";

  private Programs() {}

  /** A good subject. */
  public static List<String> good() {
    return server(WHOLE);
  }

  /** A good one around a broken server or a legal variant. */
  public static List<String> server(String id) {
    return shell("exec " + call(id));
  }

  /** One whose process ends when it is asked for a long name. */
  public static List<String> crashing() {
    return shell("exec " + java(CrashingServer.class));
  }

  /** A good one whose lines pass through {@code sed}. */
  public static List<String> filtered(String sedScript) {
    return filtered(WHOLE, sedScript);
  }

  /** The same of a legal variant of its server. */
  public static List<String> filtered(String variant, String sedScript) {
    return shell(call(variant) + " | sed -u -e '" + sedScript + "'");
  }

  /** A good one whose input and surroundings a script may spoil; {@code "$@"} runs it. */
  public static List<String> around(String script) {
    return shell("set -- " + call(WHOLE) + "\n" + script);
  }

  public static List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }

  private static String call(String variant) {
    return java(Main.class) + " mutant " + variant;
  }

  private static String java(Class<?> program) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return "'%s' -XX:TieredStopAtLevel=1 -cp '%s' %s".formatted(java, classes, program.getName());
  }
}
