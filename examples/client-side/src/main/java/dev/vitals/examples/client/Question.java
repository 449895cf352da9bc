package dev.vitals.examples.client;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whom to ask, about what, and for how long: the options of every command. */
final class Question {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

  @Option(
      names = "--addr",
      paramLabel = "HOST:PORT",
      description = "the server; ${DEFAULT-VALUE} if left out",
      defaultValue = "localhost:50051")
  private String address;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "the service; the server as a whole if left out",
      defaultValue = "")
  private String service;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "such as 500ms, 5s, 1m; ${DEFAULT-VALUE} if left out",
      defaultValue = "30s")
  private Duration timeout;

  String service() {
    return service;
  }

  Deadline deadline() {
    return Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  ManagedChannel connect() {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .keepAliveTime(6, TimeUnit.MINUTES) // see BalancedChannel
        .build();
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' (expected: such as 500ms, 5s, 1m)");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  @Override
  public String toString() {
    return address;
  }
}
