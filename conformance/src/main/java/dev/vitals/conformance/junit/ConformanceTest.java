package dev.vitals.conformance.junit;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.Divergences;
import dev.vitals.conformance.text.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The suite as JUnit tests: extend it, say how to start your server, and get a tree of areas and
 * cases. Works with JUnit 5.11 and newer, 6 included.
 *
 * <pre>{@code
 * class HealthConformanceTest extends ConformanceTest {
 *   @Override
 *   protected Subject start(List<String> declaredServices) {
 *     return new MySubject();
 *   }
 * }
 * }</pre>
 *
 * <p>A broken MUST fails its test. A SHOULD or a MAY that is not kept passes with a warning on
 * standard output, unless {@link #strict} says otherwise. What the subject does not claim, what is
 * a known divergence, and what can't be judged since another clause is broken, is aborted, which
 * JUnit shows as skipped, with the reason.
 *
 * <p>The tests run one after the other in one thread, whatever JUnit is told of parallel execution.
 */
@Execution(ExecutionMode.SAME_THREAD)
public abstract class ConformanceTest {
  /** For subclasses. */
  protected ConformanceTest() {}

  /**
   * Starts a server that no other test uses. The suite closes it.
   *
   * @param declaredServices names that must be known from the start, if none can be added later
   */
  protected abstract Subject start(List<String> declaredServices) throws Exception;

  /** How much time to take. */
  protected Profile profile() {
    return Profile.DEFAULT;
  }

  /** Which cases to run, by id. */
  protected Predicate<String> cases() {
    return id -> true;
  }

  /** A file of known divergences, as {@code divergences update} writes it. */
  protected Optional<Path> divergences() {
    return Optional.empty();
  }

  /** Whether a SHOULD that is not kept fails its test too. */
  protected boolean strict() {
    return false;
  }

  /** The seed of every choice left to chance. */
  protected long seed() {
    return 1;
  }

  /** The tree: a container an area, a test a case. */
  @TestFactory
  public final Stream<DynamicNode> conformance() {
    Divergences known = divergences().map(Divergences::read).orElse(Divergences.NONE);
    KitRun run = new KitRun(this::launch, profile(), seed(), strict(), known);
    Map<Area, List<Case>> byArea = new EnumMap<>(Area.class);
    for (Area area : Area.values()) {
      byArea.put(
          area,
          Catalogue.all().stream()
              .filter(test -> test.area() == area && profile().includes(test.profile()))
              .filter(test -> cases().test(test.id()))
              .toList());
    }
    List<DynamicNode> nodes = new ArrayList<>();
    byArea.forEach(
        (area, cases) -> {
          if (!cases.isEmpty()) {
            nodes.add(container(area, cases, run));
          }
        });
    if (nodes.isEmpty()) {
      throw new IllegalStateException(
          "cases: none chosen (expected: at least one by cases() and profile())");
    }
    if (divergences().isPresent()) {
      nodes.add(DynamicTest.dynamicTest("known divergences are up to date", run::knownStillFail));
    }
    return nodes.stream().onClose(run::close);
  }

  private static DynamicContainer container(Area area, List<Case> cases, KitRun run) {
    return DynamicContainer.dynamicContainer(
        area + ": " + area.title(),
        cases.stream()
            .map(
                test ->
                    DynamicTest.dynamicTest(
                        test.id() + ": " + Words.sentence(test.story()), () -> run.run(test))));
  }

  private Subject launch(List<String> declared) throws SubjectException {
    try {
      return start(declared);
    } catch (SubjectException e) {
      throw e;
    } catch (Exception e) {
      throw new SubjectException(
          SubjectException.Kind.START, "the subject does not start: " + e, e);
    }
  }
}
