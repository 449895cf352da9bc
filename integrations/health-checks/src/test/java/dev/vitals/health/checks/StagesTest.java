package dev.vitals.health.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StagesTest {

  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final CompletionStage<CheckResult> result =
      Stages.result(request, answer -> CheckResult.passing(answer));

  @Test
  void A_result_follows_from_its_answer() {
    request.complete("slow");
    assertThat(result).isCompletedWithValue(CheckResult.passing("slow"));
    assertThat(request).isNotCancelled();
  }

  @Test
  void A_result_that_is_cancelled_cancels_its_request() {
    result.toCompletableFuture().cancel(true);
    assertThat(request).isCancelled();
  }
}
