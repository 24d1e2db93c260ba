package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
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
    Celery app =
        Celery.named("late")
            .broker(arguments[0])
            .set("task_default_queue", arguments[1])
            .set("broker_transport_options", visibility(arguments[0]))
            .tasks(count)
            .build();
    System.exit(app.worker().concurrency(8).run());
  }

  /** Redis gives back what a dead worker held only after this time; RabbitMQ at once. */
  private static Map<String, Object> visibility(String broker) {
    return broker.startsWith("redis") ? Map.of("visibility_timeout", 5) : Map.of();
  }
}
