package dev.vitals.benchmarks.report;

/**
 * Where a run took place. Runs of machines that are not equal are not compared.
 *
 * @param processor its model
 * @param processors how many the run could use
 * @param memoryGb its memory, in whole gigabytes
 * @param system operating system, release and architecture
 */
public record Machine(String processor, int processors, long memoryGb, String system) {

  @Override
  public String toString() {
    return processors + " × " + processor + ", " + memoryGb + " GB, " + system;
  }
}
