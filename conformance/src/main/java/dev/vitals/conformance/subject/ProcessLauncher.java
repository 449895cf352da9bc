package dev.vitals.conformance.subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.rig.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts a program that speaks the subject protocol. A subject should be ready within ten seconds;
 * one that says on standard error what it is busy with (a first build, say) gets minutes.
 */
public final class ProcessLauncher implements SubjectLauncher {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration LISTENING = Duration.ofSeconds(2);

  private final List<String> command;
  private final Map<String, String> environment;

  public ProcessLauncher(List<String> command, Map<String, String> environment) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
  }

  /** What is between here and the server: nothing, or a container. */
  interface Surroundings {
    /** Where a server is reached that says it listens on this port. */
    int outside(int port) throws SubjectException;

    /** What is to be done when a subject is over, besides ending its process. */
    void clear();

    /** Whether the process that was started is the server's own, or has it among its children. */
    boolean serverIsTheProcess();
  }

  private static final Surroundings NONE =
      new Surroundings() {
        @Override
        public int outside(int port) {
          return port;
        }

        @Override
        public void clear() {
          // There is nothing but the process.
        }

        @Override
        public boolean serverIsTheProcess() {
          return true;
        }
      };

  @Override
  public Subject launch(List<String> services) throws SubjectException {
    return launchProcess(services);
  }

  /** The same for those who look at the process itself. */
  public ProcessSubject launchProcess(List<String> services) throws SubjectException {
    return launch(services, NONE);
  }

  /** The same for a server that is not the process itself. */
  ProcessSubject launch(List<String> services, Surroundings surroundings) throws SubjectException {
    SubjectProcess process = start(services);
    try {
      ObjectNode line = process.awaitReady(SILENCE, LIMIT);
      Capabilities capabilities = ReadyLine.read(line);
      int port = surroundings.outside(line.path("port").asInt());
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
      awaitListening(address, line, process);
      awaitWarm(process, ReadyLine.warmUp(line));
      return new ProcessSubject(process, line, capabilities, address, surroundings);
    } catch (SubjectException e) {
      process.end(Duration.ZERO);
      surroundings.clear();
      throw e;
    }
  }

  /** The same program with one more variable in its environment. */
  public ProcessLauncher with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new ProcessLauncher(command, more);
  }

  /** Else every case would blame the server for a wrong port. */
  private static void awaitListening(
      InetSocketAddress address, ObjectNode line, SubjectProcess process) throws SubjectException {
    try {
      if (!Await.until(LISTENING, () -> listens(address))) {
        throw process.broken(
            "the ready line says port "
                + line.path("port")
                + ", and nobody listens there (expected: the port that the server is bound to, once"
                + " it accepts connections)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectException(Kind.START, "interrupted while the subject started", e);
    }
  }

  /** Else the first cases would judge a server that is not yet what it will be. */
  private static void awaitWarm(SubjectProcess process, Duration time) throws SubjectException {
    try {
      process.awaitExit(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectException(Kind.START, "interrupted while the subject warmed up", e);
    }
  }

  private static boolean listens(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) LISTENING.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private SubjectProcess start(List<String> services) throws SubjectException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> env = builder.environment();
    env.put("HEALTH_SUBJECT_PROTOCOL", "1");
    env.put("HEALTH_SUBJECT_HOST", "127.0.0.1");
    env.put("HEALTH_SUBJECT_PORT", "0");
    try {
      env.put("HEALTH_SUBJECT_SERVICES", SubjectProcess.JSON.writeValueAsString(services));
    } catch (JsonProcessingException e) {
      throw new SubjectException(Kind.START, "the names of services can't be written", e);
    }
    env.putAll(environment);
    return new SubjectProcess(builder);
  }
}
