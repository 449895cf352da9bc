package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Short ways to break one RPC and leave the others whole. Stateless. */
public final class Answers {
  private Answers() {}

  /** Answers one call, with a whole server's answers at hand. */
  @FunctionalInterface
  public interface Answer {
    void to(ReferenceCall call, String service, ReferenceHealth whole);
  }

  /** Makes what looks after one Watch; {@code health.new Pump(call, service) {…}}. */
  @FunctionalInterface
  public interface Pumps {
    ReferenceHealth.Pump make(ReferenceHealth health, ReferenceCall call, String service);
  }

  /** Breaks Check. */
  public static Function<ReferenceCore, ReferenceHealth> check(Answer answer) {
    return core -> {
      ReferenceHealth whole = new ReferenceHealth(core);
      return new ReferenceHealth(core) {
        @Override
        public void check(ReferenceCall call, String service) {
          answer.to(call, service, whole);
        }
      };
    };
  }

  /** Breaks Watch. */
  public static Function<ReferenceCore, ReferenceHealth> watch(Answer answer) {
    return core -> {
      ReferenceHealth whole = new ReferenceHealth(core);
      return new ReferenceHealth(core) {
        @Override
        public void watch(ReferenceCall call, String service) {
          answer.to(call, service, whole);
        }

        @Override
        public void stop() {
          whole.stop();
        }
      };
    };
  }

  /** Breaks what a Watch sends when. */
  public static Function<ReferenceCore, ReferenceHealth> pump(Pumps pumps) {
    return core ->
        new ReferenceHealth(core) {
          @Override
          public Pump pump(ReferenceCall call, String service) {
            return pumps.make(this, call, service);
          }
        };
  }

  /** Runs it on the call's event loop, later. */
  public static void later(ReferenceCall call, Duration delay, Runnable task) {
    ((ReferenceStream) call).ctx().executor().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits where a real server is preempted, so that the window of a race is some milliseconds. */
  static void dawdle(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** Works for so long, without a wait: the window of a race that is some microseconds wide. */
  static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
