package dev.vitals.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManifestsTest {

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "Deployment", Deployment.class,
          "Service", Service.class,
          "PodDisruptionBudget", PodDisruptionBudget.class);

  /** The model keeps fields that it does not know aside; here they are refused. */
  private final JsonMapper strict =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              })
          .build();

  private final Map<String, JsonNode> manifests = new HashMap<>();

  @BeforeEach
  void read() throws IOException {
    YAMLMapper yaml = new YAMLMapper(new YAMLFactory());
    try (var documents =
        yaml.readerFor(JsonNode.class)
            .<JsonNode>readValues(Path.of("manifests", "quickstart.yaml").toFile())) {
      documents.forEachRemaining(node -> manifests.put(node.get("kind").asText(), node));
    }
  }

  private <T> T parsed(Class<T> type) throws IOException {
    return strict.treeToValue(manifests.get(type.getSimpleName()), type);
  }

  @Test
  void every_document_is_of_the_schema() throws IOException {
    assertThat(manifests.keySet()).isEqualTo(KINDS.keySet());
    for (Class<?> kind : KINDS.values()) {
      parsed(kind);
    }
  }

  @Test
  void a_misspelt_field_would_be_noticed() {
    ObjectNode container =
        (ObjectNode) manifests.get("Deployment").at("/spec/template/spec/containers/0");
    container.putObject("livenesProbe");
    assertThatThrownBy(() -> parsed(Deployment.class))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("livenesProbe");
  }

  private Container server() throws IOException {
    return parsed(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  /** The quickstart's services, by the given end of the call that adds them. */
  private static Set<String> services(String end) throws IOException {
    Path app = Path.of("..", "quickstart", "src/main/java/dev/vitals/examples/quickstart/App.java");
    assumeThat(app).as("the server, which a copy of this folder does not have").exists();
    return Pattern.compile("\\.service\\(\"([^\"]+)\"" + end)
        .matcher(Files.readString(app))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void a_probe_that_restarts_asks_for_a_service_that_no_dependency_decides() throws IOException {
    Set<String> withoutChecks = services("\\)");
    assertThat(withoutChecks).containsExactly("liveness");
    assertThat(server().getStartupProbe().getGrpc().getService()).isIn(withoutChecks);
    assertThat(server().getLivenessProbe().getGrpc().getService()).isIn(withoutChecks);
  }

  @Test
  void each_probe_asks_for_a_service_that_the_quickstart_has() throws IOException {
    Set<String> services = services("");
    Container server = server();
    assertThat(services).contains("liveness", "readiness");
    for (Probe probe :
        List.of(server.getStartupProbe(), server.getLivenessProbe(), server.getReadinessProbe())) {
      assertThat(probe.getGrpc().getService()).isIn(services);
      assertThat(probe.getGrpc().getPort()).isEqualTo(server.getPorts().get(0).getContainerPort());
    }
  }

  @Test
  void there_is_time_to_drain_and_to_end_calls_before_the_kill() throws IOException {
    Map<String, String> env = new HashMap<>();
    server().getEnv().forEach(variable -> env.put(variable.getName(), variable.getValue()));
    Probe readiness = server().getReadinessProbe();
    Duration drain = seconds(env.get("DRAIN"));
    Duration grace = seconds(env.get("GRACE"));
    Duration kill =
        Duration.ofSeconds(
            parsed(Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getTerminationGracePeriodSeconds());
    assertThat(kill).isGreaterThan(drain.plus(grace));
    assertThat(drain)
        .as("long enough for readiness to fail")
        .isGreaterThan(
            Duration.ofSeconds(
                (long) readiness.getPeriodSeconds() * readiness.getFailureThreshold()
                    + readiness.getTimeoutSeconds()));
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text.replace("s", "")));
  }

  @Test
  void the_service_and_the_budget_select_the_pods() throws IOException {
    Map<String, String> labels =
        parsed(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
    assertThat(parsed(Service.class).getSpec().getSelector()).isEqualTo(labels);
    assertThat(parsed(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
        .isEqualTo(labels);
  }
}
