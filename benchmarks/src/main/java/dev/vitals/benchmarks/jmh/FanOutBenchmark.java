package dev.vitals.benchmarks.jmh;

import dev.vitals.benchmarks.subject.SubjectKind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a change of status until the last watcher's client holds it. Client and server share a JVM:
 * for the server's part alone, see the harness with two processes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g") // 100,000 calls have two ends here
public class FanOutBenchmark {

  /** Whose fan-out. */
  @Param({"VITALS", "STATUS_MANAGER", "FLOOR_SHARDED"})
  public SubjectKind subject;

  /** Over what. */
  @Param({"IN_PROCESS", "NETTY"})
  public Transport transport;

  /** How many watch, over up to ten connections. */
  @Param({"1", "100", "1000", "10000", "100000"})
  public int watchers;

  private WatchedServer server;

  /** Opens the watches. */
  @Setup
  public void open() throws Exception {
    Quiet.please();
    server = new WatchedServer(subject.start(), transport, watchers);
  }

  /** Ends them. */
  @TearDown
  public void close() {
    server.close();
  }

  /** One change, to the last watcher. */
  @Benchmark
  public void changeToLastWatcher() {
    server.flip();
    server.await();
  }
}
