package com.example.celeriac;

import static java.time.Duration.ofSeconds;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Setting;
import io.celeriac.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends the tasks of {@link Seed}, or runs a worker for them. */
public final class SeedApp {

  private static final String USAGE =
      """
      Usage: SeedApp consume
             SeedApp produce [add | buggy_task | bound_task | long_running_task]...

      The broker is CELERY_BROKER_URL, AMQP_ADDR or REDIS_ADDR, whichever is set first, and otherwise
      amqp://127.0.0.1:5672. Results are stored if CELERY_RESULT_BACKEND says where.\
      """;

  private static final String LOG_CONFIGURATION = "logback.configurationFile";

  private SeedApp() {}

  /** Runs the example; {@link #USAGE} says how. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "com/example/celeriac/logback.xml");
    }
    List<String> tasks =
        Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
    try (Celery app = app(System.getenv())) {
      switch (arguments.length == 0 ? "" : arguments[0]) {
        case "consume" -> System.exit(consume(app));
        case "produce" -> produce(app, tasks);
        default -> throw new IllegalArgumentException("Say what to do: consume or produce");
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + USAGE);
      System.exit(2);
    }
  }

  /** The app, with its broker and result backend from the environment. */
  static Celery app(Map<String, String> environment) {
    String broker =
        Stream.of("CELERY_BROKER_URL", "AMQP_ADDR", "REDIS_ADDR")
            .flatMap(name -> Optional.ofNullable(environment.get(name)).stream())
            .findFirst()
            .orElse("amqp://127.0.0.1:5672");
    return Celery.named("celery")
        .broker(broker)
        .resultBackend(environment.getOrDefault("CELERY_RESULT_BACKEND", "disabled://"))
        .set(Setting.BROKER_HEARTBEAT, ofSeconds(10))
        .tasks(SeedTasks.of(new Seed()))
        // The first pattern that matches counts.
        .route("buggy_task", "buggy-queue")
        .route("*", "celery")
        .build();
  }

  /** Runs a worker until it is told to end; the exit code. */
  private static int consume(Celery app) {
    return app.worker()
        .queues("celery", "buggy-queue")
        .concurrency(100)
        .prefetchMultiplier(2)
        .run();
  }

  private static void produce(Celery app, List<String> tasks) {
    List<Signature<?>> calls =
        tasks.isEmpty() ? everything() : tasks.stream().<Signature<?>>map(SeedApp::call).toList();
    for (Signature<?> call : calls) {
      AsyncResult<?> result = app.send(call);
      System.out.println("Sent " + call + " as " + result.id());
    }
  }

  private static Signature<?> call(String task) {
    return switch (task) {
      case "add" -> SeedTasks.add(1, 2);
      case "buggy_task" -> SeedTasks.buggyTask();
      case "bound_task" -> SeedTasks.boundTask();
      case "long_running_task" -> SeedTasks.longRunningTask(3L);
      default -> throw new IllegalArgumentException("There is no task '" + task + "'");
    };
  }

  private static List<Signature<?>> everything() {
    List<Signature<?>> calls = new ArrayList<>();
    calls.add(SeedTasks.add(1, 2));
    calls.add(SeedTasks.boundTask());
    calls.add(SeedTasks.add(1, 3).countdown(ofSeconds(3)));
    calls.add(SeedTasks.buggyTask());
    // Fails: it would take three seconds, and has two.
    calls.add(SeedTasks.longRunningTask(3L).softTimeLimit(ofSeconds(2)));
    // A hundred at once: they take ten seconds together.
    calls.addAll(
        Collections.nCopies(100, SeedTasks.longRunningTask().softTimeLimit(ofSeconds(20))));
    return calls;
  }
}
