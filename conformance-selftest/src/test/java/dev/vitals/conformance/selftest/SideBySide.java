package dev.vitals.conformance.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Tests that wait most of the time, of several servers at once. */
public final class SideBySide {
  private static final int AT_ONCE = 6;

  private SideBySide() {}

  /**
   * Tries all of these, several at once.
   *
   * @param trial what is done with one, side by side with others
   * @param verdict what is asserted of its outcome, in a test of that name
   */
  public static <T, R> Stream<DynamicTest> test(
      List<T> all, Function<T, String> name, Trial<T, R> trial, ThrowingConsumer<R> verdict) {
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<DynamicTest> tests = new ArrayList<>();
      for (T each : all) {
        Callable<R> task = () -> trial.run(each);
        Future<R> outcome = workers.submit(task);
        tests.add(DynamicTest.dynamicTest(name.apply(each), () -> verdict.accept(outcome.get())));
      }
      return tests.stream();
    } finally {
      workers.shutdown();
    }
  }

  /** What is done with one of them. */
  @FunctionalInterface
  public interface Trial<T, R> {
    R run(T of) throws Exception;
  }
}
