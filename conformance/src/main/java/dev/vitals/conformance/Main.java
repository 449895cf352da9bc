package dev.vitals.conformance;

import java.util.List;
import java.util.Map;

/** The command line: {@code java -jar vitals-conformance.jar run -- CMD ARG…}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    List<String> command = words.subList(words.indexOf("--") + 1, words.size());
    RunPlan plan = new RunPlan(Catalogue.all(), Profile.DEFAULT, 1, 1, 1);
    RunResults results =
        new Runner(plan, new ProcessLauncher(command, Map.of()), new RunListener() {}).run();
    results.results().forEach(System.out::println);
  }
}
