package io.celeriac.interop.acceptance;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The app of the acceptance worker, for {@code celeriac -A}; its broker, its result backend and its
 * options come from interop/acceptance-worker. The Redis for the marks of tasks is told by {@code
 * REDIS_HOST} and {@code REDIS_PORT}.
 */
public final class AcceptanceApp {

  private AcceptanceApp() {}

  /** The app. */
  public static Celery app() {
    Map<String, String> environment = System.getenv();
    Marks marks =
        new Marks(
            environment.getOrDefault("REDIS_HOST", "localhost"),
            environment.getOrDefault("REDIS_PORT", "6379"));
    return Celery.named("acceptance").tasks(tasks(marks)).build();
  }

  private static List<TaskDefinition<?>> tasks(Marks marks) {
    List<TaskDefinition<?>> all = new ArrayList<>();
    all.addAll(PlainTasks.of(new Plain()));
    all.addAll(AskingTasks.of(new Asking()));
    all.addAll(MarkingTasks.of(new Marking(marks)));
    all.addAll(RetryingTasks.of(new Retrying()));
    all.addAll(Retrying.withKeywordsOnly());
    all.addAll(RejectingTasks.of(new Rejecting()));
    all.addAll(SendingTasks.of(new Sending()));
    all.addAll(ReplacingTasks.of(new Replacing(marks)));
    all.addAll(Replacing.withKeywordsOnly());
    return all;
  }
}
