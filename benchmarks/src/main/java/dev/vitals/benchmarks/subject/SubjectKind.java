package dev.vitals.benchmarks.subject;

import java.util.function.Supplier;

/** The subjects that run on grpc-java, by the names that results give them. */
public enum SubjectKind {
  /** health-core behind health-grpc, as its users wire them. */
  VITALS("vitals", () -> new VitalsSubject(false)),
  /** The same where each call is served, and each Watch told, on its event loop. Netty only. */
  VITALS_EVENT_LOOP("vitals-event-loop", () -> new VitalsSubject(true)),
  /** grpc-services' HealthStatusManager. */
  STATUS_MANAGER("status-manager", StatusManagerSubject::new),
  /** Bare calls, each connection drained by a serial executor. */
  FLOOR_SHARDED("floor-sharded", () -> new FloorSubject(FloorSubject.Drain.SHARDED)),
  /** Bare calls, each connection drained on its own event loop. Over Netty only. */
  FLOOR_EVENT_LOOP("floor-event-loop", () -> new FloorSubject(FloorSubject.Drain.EVENT_LOOP)),
  /** Vitals on a server with a pool of threads. Over Netty only. */
  VITALS_POOL("vitals-pool", () -> new OnPool(new VitalsSubject(false))),
  /** Bare calls on a server with a pool of threads. Over Netty only. */
  FLOOR_POOL("floor-pool", () -> new OnPool(new FloorSubject(FloorSubject.Drain.SHARDED)));

  private final String title;
  private final Supplier<Subject> starter;

  SubjectKind(String title, Supplier<Subject> starter) {
    this.title = title;
    this.starter = starter;
  }

  /** Returns the name in results and on command lines. */
  public String title() {
    return title;
  }

  /** Starts a fresh one. */
  public Subject start() {
    return starter.get();
  }
}
