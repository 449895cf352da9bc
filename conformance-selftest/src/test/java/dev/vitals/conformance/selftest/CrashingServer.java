package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A subject whose process a caller can end: by a Check of a name of two hundred bytes. */
final class CrashingServer {
  private static final int EXIT_CODE = 134;
  private static final int NAME_LIMIT = 200;

  private CrashingServer() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new MutantProcess(
            services ->
                new ReferenceSubject(
                    Capabilities.everything("crashing", "1", "java"),
                    new ReferenceServer(new Crashing(), ReferenceStream::new)),
            System.in,
            out)
        .serve("[]");
  }

  private static final class Crashing extends ReferenceHealth {
    Crashing() {
      super(new ReferenceCore());
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (service.length() >= NAME_LIMIT) {
        System.err.println("buffer overflow in the name");
        Runtime.getRuntime().halt(EXIT_CODE);
      }
      super.check(call, service);
    }
  }
}
