package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What is taken of JMH's results. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JmhTest {

  private static Figures taken(String mode) throws Exception {
    Figures figures = new Figures();
    Jmh.take(
        figures,
        new JsonMapper()
            .readTree(
                """
                {
                  "benchmark": "dev.vitals.benchmarks.jmh.CallerBenchmark.set",
                  "mode": "%s",
                  "params": {"subject": "VITALS", "watchers": "1000"},
                  "primaryMetric": {
                    "score": 234.5,
                    "scoreUnit": "us/op",
                    "scorePercentiles": {"0.0": 9.0, "50.0": 14.0, "100.0": 9000.0}
                  },
                  "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 48.0}}
                }
                """
                    .formatted(mode)));
    return figures;
  }

  @Test
  void of_samples_the_median_is_taken_beside_the_mean() throws Exception {
    String name = "CallerBenchmark.set subject=VITALS watchers=1000 ";
    assertThat(taken("sample").values())
        .containsOnly(
            entry(name + "(us/op)", 234.5),
            entry(name + "(us/op, median)", 14.0),
            entry(name + "(B/op)", 48.0));
  }

  @Test
  void of_an_average_there_is_no_median() throws Exception {
    assertThat(taken("avgt").values().keySet())
        .containsOnly(
            "CallerBenchmark.set subject=VITALS watchers=1000 (us/op)",
            "CallerBenchmark.set subject=VITALS watchers=1000 (B/op)");
  }
}
