package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.ResultBackendException;
import io.celeriac.ResultTimeoutException;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskFailedException;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** How long results and the interest in them last in Redis, and in what form they lie there. */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResultLifetimeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "celery-task-meta-";

  private final Place place = Place.over(Broker.REDIS);
  private final Celery app =
      place
          .app()
          .set("result_expires", 600)
          .set("result_failure_expires", 60)
          .set("result_compression", "gzip")
          .tasks(TaskDefinitions.from(new InteropTasks()))
          .build();
  private final Worker worker = app.worker().concurrency(2).start();
  private final PythonClient python = new PythonClient(place);
  private final RedisClient redis = RedisClient.create(URI.create(place.backendUrl()));

  @AfterAll
  void close() {
    worker.close();
    app.close();
    python.close();
    redis.close();
  }

  private long subscribers(AsyncResult<?> result) {
    Object answer =
        redis.executeCommand(
            new CommandArguments(Protocol.Command.PUBSUB).add("NUMSUB").add(KEY + result.id()));
    return (Long) ((List<?>) answer).getLast();
  }

  @Test
  void a_success_and_a_failure_last_as_long_as_their_settings_say() throws Exception {
    AsyncResult<Long> success = app.send(Signature.of("interop.add", Long.class, 1, 2));
    AsyncResult<Object> failure = app.send(Signature.of("interop.fail", Object.class, "own"));

    assertThat(success.get(PATIENCE)).isEqualTo(3);
    assertThatThrownBy(() -> failure.get(PATIENCE)).isInstanceOf(TaskFailedException.class);
    assertThat(redis.ttl(KEY + success.id())).isBetween(100L, 600L);
    assertThat(redis.ttl(KEY + failure.id())).isBetween(1L, 60L);
  }

  @Test
  void the_interest_in_a_result_ends_when_it_comes_whether_or_not_anybody_asks() throws Exception {
    AsyncResult<Long> asked = app.send(Signature.of("interop.add", Long.class, 1, 2));
    AsyncResult<Long> never = app.send(Signature.of("interop.add", Long.class, 1, 2));

    assertThat(asked.get(PATIENCE)).isEqualTo(3);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> subscribers(asked) == 0 && subscribers(never) == 0);
  }

  @Test
  void to_forget_a_result_deletes_it_and_ends_the_interest_in_it() {
    AsyncResult<Long> late =
        app.send(Signature.of("interop.add", Long.class, 1, 2).countdown(Duration.ofHours(1)));
    Awaitility.await().atMost(PATIENCE).until(() -> subscribers(late) == 1);

    late.forget();

    Awaitility.await().atMost(PATIENCE).until(() -> subscribers(late) == 0);
    assertThat(redis.exists(KEY + late.id())).isFalse();
  }

  @Test
  void a_compressed_result_is_read_by_the_other_language() throws Exception {
    String text = "x".repeat(5000);
    AsyncResult<String> result = app.send(Signature.of("interop.echo", String.class, text));

    assertThat(result.get(PATIENCE)).isEqualTo(text);
    assertThat(redis.strlen(KEY + result.id())).isLessThan(1000);
    assertThat(python.run("AsyncResult('%s', app=app).get(timeout=60)".formatted(result.id())))
        .isEqualTo("'" + text + "'");

    python.run(
        "make_app(result_compression='zstd').backend.store_result('%s', 'y' * 5000, 'SUCCESS')"
            .formatted(place.name()));
    AsyncResult<String> stored = app.result(place.name(), String.class);
    assertThat(redis.strlen(KEY + place.name())).isLessThan(1000);
    assertThat(stored.get(PATIENCE)).isEqualTo("y".repeat(5000));
  }

  @Test
  void waiting_ends_in_time_when_the_backend_has_gone() {
    try (RedisServerProcess own = RedisServerProcess.started();
        Celery sender =
            Celery.named("sender")
                .broker(place.brokerUrl())
                .resultBackend(own.url())
                .set("task_default_queue", place.name() + ".nobody")
                .set(
                    "result_backend_transport_options",
                    Map.of("retry_policy", Map.of("max_retries", 1)))
                .build()) {
      AsyncResult<Long> result = sender.send(Signature.of("interop.add", Long.class, 1, 2));
      own.kill();

      Throwable thrown =
          org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
              PATIENCE, () -> catchThrowable(() -> result.get(Duration.ofSeconds(1))));

      assertThat(thrown)
          .isInstanceOfAny(ResultTimeoutException.class, ResultBackendException.class);
    }
  }
}
