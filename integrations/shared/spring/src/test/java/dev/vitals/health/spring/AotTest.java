package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.core.Health;
import io.grpc.BindableService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

/** Ahead-of-time processing, as a native image needs it. */
class AotTest {

  private static final String[] PROPERTIES = {
    "spring.grpc.server.port=0", "vitals.health.drain=0s", "spring.grpc.server.inprocess.name=aot"
  };

  @Test
  @Tag("compiler") // Not there where ./check tests on a Java without one.
  @CompileWithForkedClassLoader
  @SuppressWarnings("unchecked")
  void theGeneratedContextHasVitalsAndNotTheBridge() {
    AnnotationConfigApplicationContext source = new AnnotationConfigApplicationContext();
    TestPropertyValues.of(PROPERTIES).applyTo(source);
    source.register(App.Application.class);
    TestGenerationContext generated = new TestGenerationContext(App.Application.class);
    String initializer =
        new ApplicationContextAotGenerator().processAheadOfTime(source, generated).toString();
    generated.writeGeneratedContent();
    TestCompiler.forSystem()
        .with(generated)
        .compile(
            compiled -> {
              try (GenericApplicationContext context = new GenericApplicationContext()) {
                TestPropertyValues.of(PROPERTIES).applyTo(context);
                compiled
                    .getInstance(ApplicationContextInitializer.class, initializer)
                    .initialize(context);
                context.refresh();
                assertThat(context.getBeansOfType(Health.class)).hasSize(1);
                assertThat(context.getBeansOfType(BindableService.class))
                    .containsKey("vitalsGrpcHealthService")
                    .doesNotContainKey(VitalsHealthAutoConfiguration.BRIDGE);
              }
            });
  }
}
