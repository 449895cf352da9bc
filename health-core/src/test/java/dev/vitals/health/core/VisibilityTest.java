package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model checker that switches threads does not see a missing volatile. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VisibilityTest {

  @ParameterizedTest(name = "{0}.{1}")
  @CsvSource({
    "ServiceWatchers, service",
    "ServiceWatchers, changes",
    "ServiceWatchers, relaying",
    "LiveWatch, closed",
    "LiveWatch, slow",
    "LifecycleState, closed",
    "LifecycleState, closing",
    "LifecycleState, draining",
    "CheckRun, scheduler",
    "CheckRun, startedAt",
    "CheckScheduler, quiet",
    "CheckScheduler, quietUntil",
    "Service, onDemand",
    "Service, shown",
    "Service, mayExpire",
    "Service, survivesDrain",
    "ServiceRegistry, version",
    "ServiceStatus, result",
    "ActiveClock, lost",
    "ActiveClock, beat"
  })
  void what_is_read_without_the_lock_is_volatile(String type, String field) throws Exception {
    Class<?> declaring = Class.forName(getClass().getPackageName() + '.' + type);
    int modifiers = declaring.getDeclaredField(field).getModifiers();
    assertThat(Modifier.isVolatile(modifiers)).isTrue();
  }
}
