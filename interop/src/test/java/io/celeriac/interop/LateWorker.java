package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import io.celeriac.TypeRef;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import redis.clients.jedis.RedisClient;

/**
 * A worker in a JVM of its own, to be killed: it acknowledges late, and counts each run in Redis
 * before it ends. Arguments: the broker's URL, the queue, the URL of the counting Redis, the key.
 */
final class LateWorker {
  private LateWorker() {}

  public static void main(String[] arguments) {
    String key = arguments[3];
    RedisClient redis = RedisClient.create(URI.create(arguments[2]));
    TaskDefinition<Long> count =
        TaskDefinition.named("interop.count", Long.class)
            .parameter(TaskParameter.required("index", int.class))
            .options(TaskOptions.builder().acksLate(true).build())
            .handler((task, values) -> {
              task.sleep(Duration.ofMillis(10));
              return redis.hincrBy(key, String.valueOf(values.intAt(0)), 1);
            });
    TaskDefinition<Long> number =
        TaskDefinition.named("interop.number", Long.class)
            .parameter(TaskParameter.required("value", long.class))
            .options(TaskOptions.builder().acksLate(true).build())
            .handler((task, values) -> {
              Long seen = redis.hincrBy(key, "parts", 1);
              return seen == null ? null : values.longAt(0);
            });
    TaskDefinition<Long> sum =
        TaskDefinition.named("interop.number_sum", Long.class)
            .parameter(TaskParameter.required("values", new TypeRef<List<Long>>() {}.type()))
            .options(TaskOptions.builder().acksLate(true).build())
            .handler((task, values) -> {
              redis.hincrBy(key, "bodies", 1);
              long total = 0;
              for (Object each : (List<?>) Objects.requireNonNull(values.at(0))) {
                total += ((Number) Objects.requireNonNull(each)).longValue();
              }
              return total;
            });
    Celery app =
        Celery.named("late")
            .broker(arguments[0])
            .resultBackend(arguments[2])
            .set("task_default_queue", arguments[1])
            .set("broker_transport_options", visibility(arguments[0]))
            .tasks(count, number, sum)
            .build();
    System.exit(app.worker().concurrency(8).run());
  }

  /** Redis gives back what a dead worker held only after this time; RabbitMQ at once. */
  private static Map<String, Object> visibility(String broker) {
    return broker.startsWith("redis") ? Map.of("visibility_timeout", 5) : Map.of();
  }
}
