package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.RedisClient;

/**
 * A worker in a JVM of its own, with a task that kills it. Arguments: the broker's URL, that to
 * write to, the queue, the URL of the Redis for counts and results, the key of the counts, the
 * dead-letter queue, the type of the queues.
 */
final class MortalWorker {

  private MortalWorker() {}

  public static void main(String[] arguments) {
    String key = arguments[4];
    RedisClient redis = RedisClient.create(URI.create(arguments[3]));
    TaskOptions late = TaskOptions.builder().acksLate(true).build();
    TaskDefinition<Long> die =
        TaskDefinition.named("interop.die", Long.class)
            .options(late)
            .handler((task, values) -> {
              redis.hincrBy(key, "die", 1);
              kill();
              new CountDownLatch(1).await();
              return 0L;
            });
    TaskDefinition<Long> neighbour =
        TaskDefinition.named("interop.neighbour", Long.class)
            .parameter(TaskParameter.required("index", int.class))
            .parameter(TaskParameter.required("millis", int.class))
            .options(late)
            .handler((task, values) -> {
              task.sleep(Duration.ofMillis(values.intAt(1)));
              return redis.hincrBy(key, String.valueOf(values.intAt(0)), 1);
            });
    Celery app =
        Celery.named("mortal")
            .broker(arguments[0])
            .set("broker_write_url", arguments[1])
            .resultBackend(arguments[3])
            .set("task_default_queue", arguments[2])
            .set("celeriac_dead_letter_queue", arguments[5])
            .set("task_default_queue_type", arguments[6])
            .set(
                "broker_transport_options",
                arguments[0].startsWith("redis") ? Map.of("visibility_timeout", 3) : Map.of())
            .tasks(die, neighbour)
            .build();
    System.exit(app.worker().concurrency(4).run());
  }

  private static void kill() throws IOException {
    new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
  }
}
