package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * A model checker that switches threads does not see a missing volatile. So this looks through the
 * module's classes: whoever adds a volatile field, or takes the word away from one, has to say here
 * which threads meet there.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VisibilityTest {

  /** Every volatile field of the module, and who reads it without the lock of who writes it. */
  private static final Map<String, String> READERS =
      """
      ActiveClock.beat: every reader of the clock
      ActiveClock.beating: every reader of the clock
      ActiveClock.lost: every reader of the clock
      ActiveClock.sign: every reader of the clock
      ActiveClock.startedAt: a Check and a poll, until the first beat
      ActiveClock.starting: a Check and a poll, until the first beat
      CheckContext.cancelled: the check's code
      CheckRun.broken: the next look; its own thread writes it without the lock
      CheckRun.holdsThread: a timeout; the run's own thread writes it without the lock
      CheckRun.late: the run's own thread, as it returns to its pool
      CheckRun.scheduler: the thread that runs the check, while the check moves to another scheduler
      CheckRun.startedAt: the thread that completes the check's stage
      CheckScheduler.quiet: a Check, before it takes the lock
      CheckScheduler.quietUntil: a Check, before it takes the lock
      CircuitBreaker.open: whoever hands a task to the notifier
      DeferredActions.due: every flush, before it takes the lock
      DeferredActions.Flush.over: the next flush; its own thread writes it without the lock
      Handoff.begun: the thread that hands the task over, and the watchdog
      Handoff.handing: the thread that the executor runs the task on
      LifecycleState.closed: whoever asks for a status
      LifecycleState.closing: whoever asks for a status
      LifecycleState.draining: whoever asks for a status
      ListenerQueue.broken: the next event; its own thread writes it without the lock
      LiveWatch.closed: the poll, and the pass that is about to call the listener
      LiveWatch.slow: the pass that is about to call the listener
      ManualTime.elapsed: whoever asks for the time
      NameTable.broken: the next look; a task's own thread writes it without the lock
      NotificationPass.broken: the next pass; its own thread writes it without the monitor
      Service.mayExpire: a Check and a poll
      Service.onDemand: a Check
      Service.shown: a Check and a poll
      Service.survivesDrain: a Check and a poll
      ServiceRegistry.version: a List, before and after it reads without the lock
      ServiceStatus.result: whoever asks for the status that was set
      ServiceWatchers.changes: the relay and the passes
      ServiceWatchers.handedAt: the step that was handed off
      ServiceWatchers.relaying: a change, which does not take the monitor
      ServiceWatchers.service: a Check and a poll
      ServiceWatchers.size: a change, which does not take the monitor
      ServiceWatchers.waited: a change, which does not take the monitor
      StallAwareExecutor.watched: whoever submits a task
      SystemTime.closed: whoever schedules a task
      SystemTime.fired: the next look at the timer; the timer's thread writes it
      SystemTime.handedIn: whoever schedules a task
      SystemTime.timer: whoever schedules a task
      SystemTime.whenReplaced: the thread that finds the timer shut down
      Threads.checkerIsInline: a timeout; the submitting thread writes it without the lock
      TransitionLog.broken: the next line; its own thread writes it without the lock
      """
          .lines()
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> line[1]));

  private static Set<String> volatileFields() throws Exception {
    Path classes =
        Path.of(Health.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files =
        Files.list(classes.resolve(Health.class.getPackageName().replace('.', '/')))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        for (Field field : type(name).getDeclaredFields()) {
          if (Modifier.isVolatile(field.getModifiers())) {
            found.add(name.replace('$', '.') + '.' + field.getName());
          }
        }
      }
    }
    return found;
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(
        Health.class.getPackageName() + '.' + name, false, Health.class.getClassLoader());
  }

  @Test
  void what_is_read_without_the_lock_is_volatile() throws Exception {
    assertThat(volatileFields()).containsAll(READERS.keySet());
  }

  @Test
  void every_volatile_field_is_listed_with_its_readers() throws Exception {
    assertThat(READERS.keySet()).containsAll(volatileFields());
  }
}
