package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/**
 * A worker in a JVM of its own, to be killed: its tasks are told when they are due, and count in
 * Redis how often each has run and how late, in milliseconds. Arguments: the broker's URL, the
 * queue, the URL of the counting Redis, the key, the horizon in seconds, the node name.
 */
final class EtaWorker {
  private EtaWorker() {}

  public static void main(String[] arguments) {
    String key = arguments[3];
    RedisClient redis = RedisClient.create(URI.create(arguments[2]));
    TaskDefinition<Long> due =
        TaskDefinition.named("interop.due", Long.class)
            .parameter(TaskParameter.required("index", int.class))
            .parameter(TaskParameter.required("due", long.class))
            .options(TaskOptions.builder().acksLate(true).ignoreResult(true).build())
            .handler((task, values) -> {
              long late = Instant.now().toEpochMilli() - values.longAt(1);
              redis.hincrBy(key + ".late", String.valueOf(late), 1);
              return redis.hincrBy(key, String.valueOf(values.intAt(0)), 1);
            });
    Celery app =
        Celery.named("eta")
            .broker(arguments[0])
            .set("task_default_queue", arguments[1])
            .set("control_exchange", arguments[1])
            .set("celeriac_eta_horizon", Integer.parseInt(arguments[4]))
            .set("broker_transport_options", visibility(arguments[0]))
            .tasks(due)
            .build();
    System.exit(app.worker().hostname(arguments[5]).concurrency(8).run());
  }

  /** Redis gives back what a dead worker held only after this time; RabbitMQ at once. */
  private static Map<String, Object> visibility(String broker) {
    return broker.startsWith("redis") ? Map.of("visibility_timeout", 5) : Map.of();
  }
}
