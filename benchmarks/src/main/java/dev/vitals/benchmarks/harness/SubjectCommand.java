package dev.vitals.benchmarks.harness;

import java.util.List;

/**
 * A subject, and how its server is started.
 *
 * @param name as results call it
 * @param command the process' command line
 */
record SubjectCommand(String name, List<String> command) {

  SubjectCommand {
    command = List.copyOf(command);
  }
}
