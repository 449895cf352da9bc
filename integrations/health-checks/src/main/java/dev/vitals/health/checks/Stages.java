package dev.vitals.health.checks;

import dev.vitals.health.CheckResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Futures that a check's timeout reaches. */
final class Stages {

  private Stages() {}

  /**
   * Returns a stage with the result of an answer. Cancelling it cancels the request, which the
   * stages that {@link CompletionStage#thenApply} returns do not.
   */
  static <T> CompletionStage<CheckResult> result(
      CompletionStage<T> request, Function<? super T, CheckResult> of) {
    CompletableFuture<CheckResult> result = request.thenApply(of::apply).toCompletableFuture();
    result.whenComplete(
        (done, failure) -> {
          if (result.isCancelled()) {
            request.toCompletableFuture().cancel(true);
          }
        });
    return result;
  }
}
