package dev.vitals.examples.client;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Asks a server how its services are: once, until one serves, or for as long as one looks. Its exit
 * codes are those of {@code grpc_health_probe}, so that scripts can take either.
 */
@Command(
    name = "health",
    description = "Asks a gRPC server how its services are.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(check | wait | watch)",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:healthy, or the server has no way to tell",
      "1:wrong arguments",
      "2:not connected in time",
      "3:the call failed, or was not answered in time",
      "4:not healthy"
    })
public final class HealthClient {

  private static final int HEALTHY = 0;
  private static final int USAGE = 1;
  private static final int UNCONNECTED = 2;
  private static final int FAILED = 3;
  private static final int UNHEALTHY = 4;

  @Spec private CommandSpec spec;

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    LogManager.getLogManager().reset(); // of a misspelt host gRPC logs a hundred lines
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new HealthClient());
    line.registerConverter(Duration.class, Question::duration);
    line.setParameterExceptionHandler(
        (e, args) -> {
          e.getCommandLine().getErr().println("health: " + e.getMessage() + " (try --help)");
          return USAGE;
        });
    return line;
  }

  @Command(name = "check", description = "Asks once.", mixinStandardHelpOptions = true)
  int check(@Mixin Question question) {
    ManagedChannel channel = question.connect();
    try {
      ServingStatus status =
          HealthGrpc.newBlockingStub(channel)
              .withDeadline(question.deadline())
              .withWaitForReady()
              .check(HealthCheckRequest.newBuilder().setService(question.service()).build())
              .getStatus();
      out().println("status: " + status);
      return verdict(status);
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
          ? unanswered(channel, question)
          : failed(e.getStatus());
    } finally {
      channel.shutdownNow();
    }
  }

  @Command(
      name = "wait",
      description = "Prints what it sees until the service serves.",
      mixinStandardHelpOptions = true)
  int await(@Mixin Question question) throws InterruptedException {
    return follow(question, true);
  }

  @Command(
      name = "watch",
      description = "Prints what it sees until time is up.",
      mixinStandardHelpOptions = true)
  int watch(@Mixin Question question) throws InterruptedException {
    return follow(question, false);
  }

  private int follow(Question question, boolean untilServing) throws InterruptedException {
    ManagedChannel channel = question.connect();
    StatusPrinter printer = new StatusPrinter(out(), untilServing);
    ServiceFollower follower = new ServiceFollower(channel, question.service());
    try {
      ServiceFollower.End end = follower.follow(question.deadline(), printer);
      if (end == ServiceFollower.End.UNIMPLEMENTED) {
        out().println("taken for healthy: the server has no Watch, so that nobody can tell");
        return HEALTHY;
      }
      return printer.last() == null ? unanswered(channel, question) : verdict(printer.last());
    } finally {
      channel.shutdownNow();
    }
  }

  private static int verdict(ServingStatus status) {
    return status == ServingStatus.SERVING ? HEALTHY : UNHEALTHY;
  }

  private int unanswered(ManagedChannel channel, Question question) {
    if (channel.getState(false) == ConnectivityState.READY) {
      err().println("health: " + question + " does not answer");
      return FAILED;
    }
    err()
        .println(
            "health: "
                + question
                + " can't be reached"
                + (isUnknown(channel) ? ": unknown host" : ""));
    return UNCONNECTED;
  }

  /** Asks once more, without waiting: a channel that can't connect says why at once. */
  private static boolean isUnknown(ManagedChannel channel) {
    try {
      HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
          .check(HealthCheckRequest.getDefaultInstance());
      return false;
    } catch (StatusRuntimeException e) {
      return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
          .anyMatch(cause -> cause instanceof UnknownHostException);
    }
  }

  private int failed(Status status) {
    err().println("health: " + StatusPrinter.printable(status));
    return FAILED;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
