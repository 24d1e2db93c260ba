package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What follows a stage may wait for the broker and for results: the thread that reads them is
 * another one.
 */
@NeedsServer
final class WaitingCallbacksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource
  void what_follows_a_send_or_a_result_may_send_and_wait(Broker broker) throws Exception {
    Place place = Place.over(broker);
    try (Celery app = place.app().tasks(TaskDefinitions.from(new InteropTasks())).build();
        Worker worker = app.worker().hostname(place.name() + "@test").concurrency(2).start()) {
      assertThat(worker.concurrency()).isEqualTo(2);
      for (long i = 0; i < 20; i++) {
        Long sum =
            app.sendAsync(add(i, 1))
                .thenApply(first -> {
                  app.send(add(1, 1));
                  return first;
                })
                .thenCompose(AsyncResult::toCompletionStage)
                .thenApply(first -> get(app.send(add(first, 1))))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(sum).isEqualTo(i + 2);
      }
    }
  }

  private static Signature<Long> add(long x, long y) {
    return Signature.of("interop.add", Long.class, x, y);
  }

  private static Long get(AsyncResult<Long> result) {
    try {
      return result.get(PATIENCE);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
