package dev.vitals.examples.springboot;

import dev.vitals.examples.springboot.Dependency.State;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes dependencies fail by commands on standard input, such as {@code index silent}. */
@Component
class Console implements ApplicationRunner {

  private final Map<String, Dependency> dependencies;

  /** Spring gives it all beans of that type, by their names. */
  Console(Map<String, Dependency> dependencies) {
    this.dependencies = dependencies;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    Thread thread = new Thread(this::read, "console");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      obey(lines.nextLine());
    }
  }

  void obey(String command) {
    String[] words = command.strip().split("\\s+");
    Dependency dependency = dependencies.get(words[0]);
    if (dependency == null || words.length != 2 || !words[1].matches("there|gone|silent")) {
      System.out.println(
          command
              + ": not known (expected: one of "
              + dependencies.keySet()
              + ", and there, gone or silent)");
      return;
    }
    dependency.become(State.valueOf(words[1].toUpperCase(Locale.ROOT)));
    System.out.println(words[0] + " is " + words[1]);
  }
}
