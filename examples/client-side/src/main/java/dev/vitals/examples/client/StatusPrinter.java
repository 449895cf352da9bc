package dev.vitals.examples.client;

import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Prints a line for all that a follower sees, and keeps the last status. Not thread-safe. */
final class StatusPrinter implements ServiceFollower.Listener {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private static final int LONGEST = 200;

  private final PrintWriter out;
  private final boolean untilServing;
  private ServingStatus last;

  StatusPrinter(PrintWriter out, boolean untilServing) {
    this.out = out;
    this.untilServing = untilServing;
  }

  /** Returns the status seen last; null if there was none. */
  ServingStatus last() {
    return last;
  }

  @Override
  public boolean status(ServingStatus status) {
    last = status;
    print(status.toString());
    return untilServing && status == ServingStatus.SERVING;
  }

  @Override
  public void broken(Status why, Duration pause) {
    print("%s; asks again in %.1f s".formatted(printable(why), pause.toMillis() / 1000.0));
  }

  /** A description is the server's, or whoever's takes its place: a terminal must not obey it. */
  static String printable(Status status) {
    String words = status.getDescription();
    if (words == null) {
      return status.getCode().toString();
    }
    String cut = words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    return status.getCode() + ": " + cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\u0080-\\u009f]", "?");
  }

  private void print(String line) {
    out.println(LocalTime.now().format(TIME) + "  " + line);
    out.flush();
  }
}
