package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException.Problem;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PublishRetryTest {

  private final PublishRetry retry =
      PublishRetry.of(
          Settings.defaults()
              .with(
                  Setting.TASK_PUBLISH_RETRY_POLICY,
                  Map.of("max_retries", 1, "interval_start", 0)));

  /** Such as the one that reads a connection: if it waited for a reply, it would for ever. */
  @Test
  void a_further_attempt_is_not_made_by_the_thread_that_told_of_the_failure() throws Exception {
    Map<String, Boolean> threads = new ConcurrentHashMap<>();
    try (ExecutorService reader =
        Executors.newSingleThreadExecutor(work -> new Thread(work, "reader"))) {
      for (int i = 0; i < 3_000; i++) {
        AtomicInteger attempts = new AtomicInteger();
        retry
            .run(() -> {
              if (attempts.getAndIncrement() == 0) {
                return CompletableFuture.supplyAsync(
                    () -> {
                      throw new BrokerException(Problem.CONNECTION_LOST, "gone");
                    },
                    reader);
              }
              threads.put(Thread.currentThread().getName(), true);
              return CompletableFuture.completedFuture(null);
            })
            .get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(threads).containsOnlyKeys("publish-retry");
  }
}
