package dev.vitals.benchmarks.jmh;

import dev.vitals.benchmarks.subject.SubjectKind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a change costs the thread that makes it, however many watch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallerBenchmark {

  /** Whose caller. */
  @Param({"VITALS", "STATUS_MANAGER", "FLOOR_SHARDED"})
  public SubjectKind subject;

  /** How many watch, over up to ten connections of Netty's. */
  @Param({"1", "100", "1000", "10000"})
  public int watchers;

  private WatchedServer server;

  /** Opens the watches. */
  @Setup
  public void open() throws Exception {
    Quiet.please();
    server = new WatchedServer(subject.start(), Transport.NETTY, watchers);
  }

  /** Lets each change reach everybody before the next; outside of what is timed. */
  @TearDown(Level.Invocation)
  public void settle() {
    server.await();
  }

  /** Ends the watches. */
  @TearDown
  public void close() {
    server.close();
  }

  /** The call that sets the status, and nothing after it. */
  @Benchmark
  public void set() {
    server.flip();
  }
}
