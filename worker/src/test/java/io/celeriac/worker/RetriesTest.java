package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Backoff;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private static Map<String, Object> retryHeaders(WorkerFixture fixture) {
    await().until(() -> fixture.broker.published.size() >= 2);
    return fixture.broker.published.get(1).message().headers();
  }

  @Test
  void a_retry_keeps_id_lineage_and_custom_headers_and_goes_back_where_it_came_from() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    (context, arguments) -> {
                      throw context.retry(new IllegalStateException("busy"));
                    }))
            .start()) {
      Instant before = Instant.now();
      fixture.send(
          Signature.of("t", Object.class, 7)
              .option("root_id", "root")
              .option("group_id", "g")
              .option("group_index", 3)
              .header("tenant", "acme")
              .priority(4)
              .shadow("alias")
              .timeLimit(Duration.ofSeconds(60))
              .queue("fast"));
      Map<String, Object> headers = retryHeaders(fixture);
      assertThat(headers)
          .containsEntry("id", "id-1")
          .containsEntry("retries", 1)
          .containsEntry("root_id", "root")
          .containsEntry("parent_id", "id-1")
          .containsEntry("group", "g")
          .containsEntry("group_index", 3)
          .containsEntry("shadow", "alias")
          .containsEntry("tenant", "acme");
      assertThat(String.valueOf(headers.get("timelimit"))).isEqualTo("[60, null]");
      assertThat(IsoTime.parse(String.valueOf(headers.get("eta"))))
          .isBetween(before.plusSeconds(179), Instant.now().plusSeconds(181));
      assertThat(fixture.broker.published.get(1).routingKey()).isEqualTo("fast");
      assertThat(fixture.broker.published.get(1).message().properties().priority()).isEqualTo(4);
      fixture.awaitState("id-1", "RETRY");
      assertThat(fixture.results.find("id-1").orElseThrow().children())
          .isEqualTo(List.of(java.util.Arrays.asList(java.util.Arrays.asList("id-1", null), null)));
    }
  }

  @Test
  void retries_run_until_they_succeed() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    (context, arguments) -> {
                      if (context.request().retries() < 2) {
                        throw Retry.in(Duration.ofMillis(10));
                      }
                      return context.request().retries();
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      assertThat(fixture.awaitState("id-1", "SUCCESS").result()).isEqualTo(2L);
    }
  }

  @Test
  void used_up_retries_fail_with_the_cause_or_else_with_celerys_own_error() {
    TaskOptions once = TaskOptions.builder().maxRetries(1).build();
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "cause",
                    once,
                    (context, arguments) -> {
                      throw Retry.in(Duration.ZERO).because(new IllegalArgumentException("why"));
                    }),
                task(
                    "bare",
                    once,
                    (context, arguments) -> {
                      throw Retry.in(Duration.ZERO);
                    }))
            .start()) {
      fixture.send(Signature.of("cause", Object.class));
      fixture.send(Signature.of("bare", Object.class, "x"));
      assertThat(String.valueOf(fixture.awaitState("id-1", "FAILURE").result()))
          .contains("ValueError")
          .contains("why");
      assertThat(String.valueOf(fixture.awaitState("id-2", "FAILURE").result()))
          .contains("MaxRetriesExceededError")
          .contains("Can't retry bare[id-2] args:('x',) kwargs:{}");
    }
  }

  @Test
  void exceptions_that_are_named_are_retried_by_themselves_others_are_not() {
    TaskOptions options =
        TaskOptions.builder()
            .autoretryFor(RuntimeException.class)
            .dontAutoretryFor(IllegalArgumentException.class)
            .retryBackoff(
                Backoff.between(Duration.ofSeconds(8), Duration.ofSeconds(60)).withoutJitter())
            .build();
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    options,
                    (context, arguments) -> {
                      throw context.request().args().isEmpty()
                          ? new IllegalStateException("again")
                          : new IllegalArgumentException("no");
                    }))
            .start()) {
      fixture.broker.holdBack();
      Instant before = Instant.now();
      fixture.send(Signature.of("t", Object.class));
      fixture.broker.deliver(fixture.broker.published.getFirst().message());
      assertThat(IsoTime.parse(String.valueOf(retryHeaders(fixture).get("eta"))))
          .isBetween(before.plusSeconds(7), Instant.now().plusSeconds(9));
      fixture.awaitState("id-1", "RETRY");
    }
  }
}
