package dev.vitals.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.Deadline;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Asks a server how its services are: once, until one serves, or for as long as somebody looks. The
 * exit codes are those of {@code grpc_health_probe}, so that a script can call either. An error is
 * one line on the standard error stream.
 */
@Command(
    name = "vitals",
    description = "Asks a gRPC server how its services are.",
    mixinStandardHelpOptions = true,
    versionProvider = Vitals.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = AutoComplete.GenerateCompletion.class,
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes, as those of grpc_health_probe:%n",
    exitCodeList = {
      "0:healthy; of list, the server answered",
      "1:wrong arguments",
      "2:not connected, or not in time",
      "3:the call failed, or had no answer in time",
      "4:not healthy"
    })
public final class Vitals {

  private static final Duration ONE_CALL = Duration.ofSeconds(5);
  private static final Duration START_OF_A_SERVER = Duration.ofMinutes(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  private Vitals() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    LogManager.getLogManager().reset(); // what gRPC and Netty log is said in one line, or not
    System.setProperty("jdk.console", "java.base"); // no colours in a pipe, from JDK 22 on
    System.setProperty("io.netty.jfr.enabled", "false"); // a tenth of a second, for nobody
    System.setOut(new PrintStream(System.out, true, UTF_8));
    System.setErr(new PrintStream(System.err, true, UTF_8));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Vitals())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Vitals::misused)
        .setExecutionExceptionHandler(Vitals::broken);
  }

  @Command(
      name = "check",
      description =
          "Calls Check once. Waits 5s for an answer, if --timeout does not say otherwise.",
      mixinStandardHelpOptions = true)
  int check(@Mixin Server server, @Mixin CommonOptions common) throws InterruptedException {
    return run(server, common, (client, output) -> check(client, output, common));
  }

  private static int check(HealthClient client, Output output, CommonOptions common)
      throws CallFailedException {
    ServingStatus status = client.check(common.service(), after(common.timeoutOr(ONE_CALL)));
    output.status(status);
    return Exit.of(status);
  }

  @Command(
      name = "wait",
      description = "Waits until the service is SERVING: 1m, if --timeout does not say otherwise.",
      mixinStandardHelpOptions = true)
  int await(@Mixin Server server, @Mixin CommonOptions common) throws InterruptedException {
    Deadline deadline = after(common.timeoutOr(START_OF_A_SERVER));
    return run(
        server,
        common,
        (client, output) ->
            new Follower(client, common.service(), deadline, true, output).follow());
  }

  @Command(
      name = "watch",
      description = "Prints each status, until Ctrl-C or --timeout.",
      mixinStandardHelpOptions = true)
  int watch(@Mixin Server server, @Mixin CommonOptions common) throws InterruptedException {
    Duration timeout = common.timeout();
    Deadline deadline = timeout == null ? null : after(timeout);
    return run(
        server,
        common,
        (client, output) ->
            new Follower(client, common.service(), deadline, false, output).follow());
  }

  @Command(
      name = "list",
      description = "Prints every service with its status. The exit code does not judge them.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Server server, @Mixin CommonOptions common) throws InterruptedException {
    return run(
        server,
        common,
        (client, output) -> {
          output.statuses(client.list(after(common.timeoutOr(ONE_CALL))));
          return Exit.HEALTHY;
        });
  }

  @Command(
      name = "why",
      description = "Prints a service's report: its reason, checks and history, over HTTP.",
      mixinStandardHelpOptions = true)
  int why(
      @Option(
              names = "--url",
              paramLabel = "URL",
              defaultValue = "${env:VITALS_URL:-http://localhost:8080}",
              description =
                  "The HTTP endpoint that serves /health/NAME; if left out, $VITALS_URL, or else"
                      + " http://localhost:8080.")
          String url,
      @Mixin Tls tls,
      @Mixin CommonOptions common)
      throws InterruptedException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("url", url);
    about.put("service", common.service());
    Output output = output(about, common);
    try {
      Report report =
          Report.of(
              Misuse.httpUrl(url),
              common.service(),
              common.json(),
              common.headers(),
              tls.context(),
              common.timeoutOr(ONE_CALL));
      out().println(report.text());
      if (!common.json() && report.isStatusAlone()) {
        out().println("  no reasons here: this port is not declared private");
      }
      out().flush();
      return report.healthy() ? Exit.HEALTHY : Exit.UNHEALTHY;
    } catch (CallFailedException e) {
      return failed(e, output);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  @Command(
      name = "healthcheck",
      description = "Does what check does, with the exit codes of a Dockerfile's HEALTHCHECK.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:healthy", "1:anything else"})
  int healthcheck(@Mixin Server server, @Mixin CommonOptions common) throws InterruptedException {
    return check(server, common) == Exit.HEALTHY ? 0 : 1; // 2 is reserved [Dockerfile reference]
  }

  /** What a command does with the server that its options name. */
  private interface Action {
    int run(HealthClient client, Output output) throws CallFailedException, InterruptedException;
  }

  private int run(Server server, CommonOptions common, Action action) throws InterruptedException {
    HealthClient client;
    try {
      client = server.client(common.headers());
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
    Map<String, String> about = new LinkedHashMap<>();
    about.put("addr", server.address());
    about.put("service", common.service());
    Output output = output(about, common);
    try {
      return action.run(client, output);
    } catch (CallFailedException e) {
      return failed(e, output);
    }
  }

  private Output output(Map<String, String> about, CommonOptions common) {
    return new Output(out(), common.json(), about);
  }

  private int failed(CallFailedException why, Output output) {
    output.failed(why);
    spec.commandLine().getErr().println("vitals: " + why.getMessage());
    return why.exit();
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static Deadline after(Duration time) {
    return Deadline.after(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One line and the way out: a page of help would bury it. */
  private static int misused(ParameterException e, String[] args) {
    CommandLine at = e.getCommandLine();
    if (args.length == 0) {
      at.usage(at.getErr());
    } else {
      at.getErr().println("vitals: " + Misuse.words(e) + " (try --help)");
    }
    return Exit.USAGE;
  }

  private static int broken(Exception e, CommandLine at, CommandLine.@Nullable ParseResult parsed) {
    at.getErr().println("vitals: " + e);
    return Exit.FAILED;
  }

  /** The version, as the jar's manifest has it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Vitals.class.getPackage().getImplementationVersion();
      return new String[] {"vitals " + (version == null ? "(not packaged)" : version)};
    }
  }
}
