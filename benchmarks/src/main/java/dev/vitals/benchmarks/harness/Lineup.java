package dev.vitals.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The subjects that can be started here, by name, in the order of the tables. */
final class Lineup {

  private static final long HEAP_GB = 6;

  private final Path home;
  private final List<String> jvm = new ArrayList<>();
  private final Map<String, SubjectCommand> subjects = new LinkedHashMap<>();

  /**
   * Finds them.
   *
   * @param home the module's folder, with everything built
   * @param memoryGb the machine's memory: a server's heap may take half of it, and 6 GB at most
   * @param options further options of the servers' JVMs
   */
  Lineup(Path home, long memoryGb, List<String> options) {
    this.home = home;
    jvm.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // All pages that are used are touched before: a page's first touch costs more than the message
    // that is put there, and which trial meets how many is chance. Only a storm needs more of them.
    long most = Math.max(1, Math.min(HEAP_GB, memoryGb / 2));
    jvm.addAll(List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx" + most + "g", "-Xmn256m"));
    jvm.add("-XX:+AlwaysPreTouch");
    jvm.addAll(withoutRefinement());
    jvm.addAll(options);
    for (String name : List.of("vitals", "status-manager")) {
      ours(name);
    }
    Path armeria = home.resolve("armeria/target/armeria.jar");
    if (Files.exists(armeria)) {
      add("armeria", armeria + ":" + home.resolve("armeria/target/lib/*"), "ArmeriaServed");
    }
    Path go = home.resolve("go/target/grpc-go");
    if (Files.exists(go)) {
      subjects.put("grpc-go", new SubjectCommand("grpc-go", List.of(go.toString())));
    }
    for (String name :
        List.of(
            "floor-sharded",
            "floor-event-loop",
            "vitals-pool",
            "floor-pool",
            "vitals-direct",
            "dedicated",
            "wire",
            "core",
            "services",
            "contended",
            "checks",
            "checks-each-minute",
            "counts")) {
      ours(name);
    }
  }

  /**
   * What keeps G1 from going after references that are written into old objects, which it does more
   * or less eagerly from one process to the next: figures of one subject then differ twofold. From
   * JDK 20 on it waits by itself, and would warn of these options.
   */
  private static List<String> withoutRefinement() {
    return Runtime.version().feature() >= 20
        ? List.of()
        : List.of(
            "-XX:-G1UseAdaptiveConcRefinement",
            "-XX:G1ConcRefinementGreenZone=10000000",
            "-XX:G1ConcRefinementYellowZone=20000000",
            "-XX:G1ConcRefinementRedZone=30000000");
  }

  private void ours(String name) {
    add(name, jar().toString(), "ServerMain", name);
  }

  private void add(String name, String classPath, String main, String... arguments) {
    List<String> command = new ArrayList<>(jvm);
    command.addAll(List.of("-cp", classPath, "dev.vitals.benchmarks.server." + main));
    command.addAll(List.of(arguments));
    subjects.put(name, new SubjectCommand(name, command));
  }

  /** Returns the runnable jar with everything in it. */
  Path jar() {
    return home.resolve("target/benchmarks.jar");
  }

  /** Returns those of these that can be started. */
  List<SubjectCommand> of(List<String> names) {
    return names.stream().filter(subjects::containsKey).map(subjects::get).toList();
  }

  /** Returns those of these that can't, for want of a build. */
  List<String> missing(List<String> names) {
    return names.stream().filter(name -> !subjects.containsKey(name)).toList();
  }
}
