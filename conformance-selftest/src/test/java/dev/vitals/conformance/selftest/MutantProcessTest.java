package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.reference.ReferenceSubject;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MutantProcessTest {
  @Test
  void speaks_the_subject_protocol() throws Exception {
    List<String> said =
        said(
            """
            {"id":1,"op":"set","service":"a\\u0000b","status":"SERVING"}
            {"id":2,"op":"flap","service":"a","count":10,"last":"SERVING","threads":2}
            {"id":3,"op":"stats"}
            {"id":4,"op":"set","service":"a","status":"SERVICE_UNKNOWN"}
            {"id":5,"op":"dance"}
            not JSON
            {"id":6,"op":"clear","service":"a"}
            {"id":7,"op":"stop","graceMs":100}
            """);
    assertThat(said.get(0)).contains("\"ready\":true", "\"protocol\":1", "\"port\":");
    assertThat(said.get(1)).isEqualTo("{\"id\":1,\"ok\":true}");
    assertThat(said.get(2)).isEqualTo("{\"id\":2,\"ok\":true}");
    assertThat(said.get(3)).contains("\"ok\":true", "\"watchers\":0", "\"names\":3");
    assertThat(said.get(4)).contains("\"ok\":false", "\"error\":\"invalid\"");
    assertThat(said.get(5)).contains("\"ok\":false", "\"error\":\"unsupported\"");
    assertThat(said.get(6)).contains("\"id\":null", "\"error\":\"invalid\"");
    assertThat(said.get(7)).isEqualTo("{\"id\":6,\"ok\":true}");
    assertThat(said.get(8)).isEqualTo("{\"id\":7,\"ok\":true}");
    assertThat(said).hasSize(9);
  }

  @Test
  void reports_what_a_broken_server_throws_as_a_command_that_failed() throws Exception {
    SubjectLauncher launcher = Mutants.find("shutdown-twice-throws").orElseThrow().launcher();
    List<String> said =
        said(launcher, "{\"id\":1,\"op\":\"shutdown\"}\n{\"id\":2,\"op\":\"shutdown\"}\n");
    assertThat(said.get(1)).isEqualTo("{\"id\":1,\"ok\":true}");
    assertThat(said.get(2)).contains("\"ok\":false", "\"error\":\"failed\"", "already shut down");
  }

  private static List<String> said(String commands) throws Exception {
    return said(ReferenceSubject.launcher(), commands);
  }

  private static List<String> said(SubjectLauncher launcher, String commands) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new MutantProcess(
            launcher, new ByteArrayInputStream(commands.getBytes(StandardCharsets.UTF_8)), out)
        .serve("[]");
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
