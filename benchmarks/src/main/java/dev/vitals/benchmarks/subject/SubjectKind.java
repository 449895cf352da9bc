package dev.vitals.benchmarks.subject;

import java.util.function.Supplier;

/** The subjects that run on grpc-java, by the names that results give them. */
public enum SubjectKind {
  /** health-core behind health-grpc, as its users wire them. */
  VITALS("vitals", VitalsSubject::new),
  /** Vitals on a server with {@code directExecutor()}. Over Netty only. */
  VITALS_DIRECT("vitals-direct", () -> new OnEventLoops(new VitalsSubject())),
  /** grpc-services' HealthStatusManager. */
  STATUS_MANAGER("status-manager", StatusManagerSubject::new),
  /** Bare calls, each connection drained by a serial executor. */
  FLOOR_SHARDED("floor-sharded", () -> new FloorSubject(FloorSubject.Drain.SHARDED)),
  /** Bare calls, each connection drained on its own event loop. Over Netty only. */
  FLOOR_EVENT_LOOP("floor-event-loop", () -> new FloorSubject(FloorSubject.Drain.EVENT_LOOP)),
  /** Vitals on a server with a pool of threads. Over Netty only. */
  VITALS_POOL("vitals-pool", () -> new OnPool(new VitalsSubject())),
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
