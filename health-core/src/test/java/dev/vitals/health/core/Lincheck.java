package dev.vitals.health.core;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kotlin.jvm.functions.Function1;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs scenarios of a model's operations in as many interleavings as a budget allows, the simplest
 * first: every switch of threads within health's own code may be the one that breaks it. Results
 * are held against a specification that runs one operation at a time.
 *
 * <p>What happens before the threads start is part of a scenario, never random: a map that is
 * filled beforehand hides races. Collections count as one step, and so does what only logs. They
 * must not call back into code that takes a lock, which would then not be seen as taken.
 */
final class Lincheck {

  private static final Pattern ONE_STEP =
      Pattern.compile(
          "java\\.util\\.(?!function\\.).*|java\\.time\\..*|java\\.lang\\.String.*"
              + "|dev\\.vitals\\.health\\.(Printable"
              + "|core\\.(Listeners|ListenerQueue|TransitionLog|Log|ManualTime|StackReserve)).*");

  private static final int INTERLEAVINGS = 200;

  private final Class<?> model;
  private final Class<?> specification;

  private Lincheck(Class<?> model, Class<?> specification) {
    this.model = model;
    this.specification = specification;
  }

  static Lincheck of(Class<?> model, Class<?> specification) {
    return new Lincheck(model, specification);
  }

  /**
   * Checks one scenario.
   *
   * @param before operations that run first, such as {@code "fail, tell"}; may be empty
   * @param threads the operations of each thread, in the same form
   */
  void check(String before, String... threads) {
    Function1<String, Boolean> oneStep = name -> ONE_STEP.matcher(name).matches();
    new ModelCheckingOptions()
        .iterations(0)
        .invocationsPerIteration(INTERLEAVINGS)
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(oneStep).allMethods().ignore())
        .addCustomScenario(
            new ExecutionScenario(
                operations(before),
                Arrays.stream(threads).map(this::operations).toList(),
                List.of(),
                operations("atTheEnd").get(0)))
        .check(model);
  }

  private List<Actor> operations(String names) {
    return Stream.of(names.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(name -> new Actor(method(name), List.of()))
        .toList();
  }

  private Method method(String name) {
    try {
      return model.getMethod(name);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("the model has no operation " + name, e);
    }
  }
}
