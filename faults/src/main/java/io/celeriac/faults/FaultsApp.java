package io.celeriac.faults;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The app of the worker under test, for {@code celeriac -A}, and of those who send to it. It is
 * told what it needs by the environment; see the executable {@code faults/worker}.
 */
public final class FaultsApp {
  private static final Set<String> YES = Set.of("1", "true", "yes", "on");

  private FaultsApp() {}

  /** The app with its tasks; the broker's URL is read from the environment by the command. */
  public static Celery app() {
    Map<String, String> environment = System.getenv();
    String ledger = environment.get("LEDGER_URL");
    if (ledger == null || ledger.isBlank()) {
      throw new IllegalStateException(
          "LEDGER_URL is not set: the Redis database in which the tasks count their runs, such as"
              + " redis://127.0.0.1:6379/1");
    }
    Ledger counts = new Ledger(ledger);
    return builder(environment)
        .tasks(new CountingTasks(counts).all())
        .tasks(new HardTasks(counts).all())
        .build();
  }

  /** The settings that sender and worker share. */
  static CeleryBuilder builder(Map<String, String> environment) {
    CeleryBuilder builder =
        Celery.named("faults")
            .set("task_default_queue", environment.getOrDefault("CELERY_QUEUE", "celery"));
    String acksLate = environment.getOrDefault("ACKS_LATE", "");
    if (!acksLate.isBlank()) {
      builder.set("task_acks_late", YES.contains(acksLate.toLowerCase(Locale.ROOT)));
    }
    String queueType = environment.getOrDefault("QUEUE_TYPE", "");
    if (!queueType.isBlank()) {
      builder.set("task_default_queue_type", queueType);
    }
    String visibility = environment.getOrDefault("VISIBILITY_TIMEOUT", "");
    // RabbitMQ gives back what a dead worker held at once.
    if (!visibility.isBlank()
        && environment.getOrDefault("CELERY_BROKER_URL", "redis:").startsWith("redis")) {
      builder.set(
          "broker_transport_options", Map.of("visibility_timeout", Double.valueOf(visibility)));
    }
    return builder;
  }
}
