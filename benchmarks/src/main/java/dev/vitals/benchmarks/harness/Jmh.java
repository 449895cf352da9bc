package dev.vitals.benchmarks.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs one class of JMH benchmarks in a separate process, and reads its scores. */
record Jmh(Path jar, Path folder, String benchmarks) {

  /** The classes, by their simple names. */
  static final List<String> CLASSES =
      List.of(
          "FanOutBenchmark",
          "CallerBenchmark",
          "CoreBenchmark",
          "CallBenchmark",
          "ListBenchmark",
          "AggregationBenchmark",
          "SchedulingBenchmark");

  private static final List<String> SHORT =
      List.of(
          "-f", "1", "-wi", "2", "-w", "400ms", "-i", "3", "-r", "500ms", "-prof", "gc", "-foe",
          "true");

  /** Returns the scores, and what an operation allocates. */
  Figures run() throws IOException {
    Path scores = folder.resolve("jmh.json");
    Path log = folder.resolve("jmh-" + benchmarks + ".log");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        Stream.of(
                List.of(java, "-jar", jar.toString(), "jmh\\." + benchmarks),
                SHORT,
                List.of("-rf", "json", "-rff", scores.toString()))
            .flatMap(List::stream)
            .toList();
    Files.deleteIfExists(scores);
    Process process =
        Children.start(
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    try {
      if (process.waitFor() != 0 || !Files.exists(scores)) {
        throw new HarnessException("JMH failed (log: " + log + ")");
      }
    } catch (InterruptedException e) {
      Children.kill(process);
      throw new HarnessException("interrupted");
    }
    Figures figures = new Figures();
    new JsonMapper().readTree(scores.toFile()).forEach(result -> take(figures, result));
    return figures;
  }

  /**
   * Reads the scores of one benchmark with its parameters. For samples it reads the median too: if
   * a thread that the caller wakes takes the caller's processor, that thread's time is in the mean.
   */
  static void take(Figures figures, JsonNode result) {
    String[] path = result.get("benchmark").asText().split("\\.");
    String parameters =
        result.path("params").properties().stream()
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue().asText())
            .collect(Collectors.joining(" "));
    String name = (path[path.length - 2] + "." + path[path.length - 1] + " " + parameters).strip();
    JsonNode score = result.get("primaryMetric");
    String unit = score.get("scoreUnit").asText();
    figures.put(name + " (" + unit + ")", score.get("score").asDouble());
    if (result.path("mode").asText().equals("sample")) {
      double median = score.path("scorePercentiles").path("50.0").asDouble();
      figures.put(name + " (" + unit + ", median)", median);
    }
    JsonNode allocated = result.path("secondaryMetrics").path("gc.alloc.rate.norm");
    if (allocated.has("score")) {
      figures.put(name + " (B/op)", allocated.get("score").asDouble());
    }
  }
}
