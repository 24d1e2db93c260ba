package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskFailedException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** The Java client of reverse.md, in the terms of that page. */
final class ReverseClient {
  static final String TASKS = "t.integration.tasks.";
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Celery app;
  private final RedisClient redis;
  private final ReferenceWorker worker;

  ReverseClient(Celery app, RedisClient redis, ReferenceWorker worker) {
    this.app = app;
    this.redis = redis;
    this.worker = worker;
  }

  Celery app() {
    return app;
  }

  RedisClient redis() {
    return redis;
  }

  ReferenceWorker worker() {
    return worker;
  }

  /** A call; as a step of something, its first argument is the result of the one before. */
  static Signature<Object> task(String name, @Nullable Object... args) {
    return Signature.of(TASKS + name, Object.class, args);
  }

  /** A call that takes no result. */
  static Signature<Object> si(String name, @Nullable Object... args) {
    return task(name, args).immutable();
  }

  static String key() {
    return "reverse-" + UUID.randomUUID();
  }

  <T> AsyncResult<T> send(Signature<T> call) {
    return app.send(call);
  }

  <T> T get(Signature<T> call) throws InterruptedException {
    return send(call).get(PATIENCE);
  }

  /** Waits for a failure of this class and with these arguments. */
  static void expectFailure(AsyncResult<?> result, String type, @Nullable Object... arguments) {
    TaskFailedException failure =
        Assertions.catchThrowableOfType(TaskFailedException.class, () -> result.get(PATIENCE));
    assertThat(failure.module() + "." + failure.type()).isEqualTo(type);
    assertThat(failure.arguments()).containsExactly(arguments);
  }

  /** Waits until so many marks are in a list, and gives them. */
  List<String> marks(String key, int count) {
    Awaitility.await("marks in " + key).atMost(PATIENCE).until(() -> redis.llen(key) >= count);
    return redis.lrange(key, 0, -1);
  }

  /** Waits until a counter counts, and gives what it has counted to. */
  String counter(String key) {
    Awaitility.await("counter " + key).atMost(PATIENCE).until(() -> redis.exists(key));
    return redis.get(key);
  }
}
