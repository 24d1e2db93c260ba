package io.celeriac.cli;

import static io.celeriac.cli.Session.set;

import io.celeriac.Beat;
import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.Worker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A beat within a worker: {@code -B}, for where one worker is all there is. */
final class EmbeddedBeat {

  /** As with Celery's beat on a thread. */
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);

  @Option(
      names = {"-B", "--beat"},
      description = "Send periodic tasks as well; one worker only, unless --scheduler is a store.")
  boolean wanted;

  @Option(
      names = {"-s", "--schedule", "--schedule-filename"},
      paramLabel = "FILE",
      description = "For -B: keep the last runs in this file; .json is added.")
  @Nullable String file;

  @Option(
      names = "--scheduler",
      paramLabel = "URL",
      description = "For -B: keep the schedule in this store, which several may share.")
  @Nullable String store;

  /** With what these options set. */
  Settings over(Settings settings) {
    return set(
        set(settings, "beat_schedule_filename", file, "--schedule"),
        "celeriac_beat_store",
        ScheduleStoreOptions.store(store),
        "--scheduler");
  }

  /** Runs the worker, and the beat while it runs. */
  int runWith(Celery app, Session session, Worker worker) {
    if (!wanted) {
      return worker.run();
    }
    Beat started =
        ScheduleStoreOptions.beat(app, session)
            .maxInterval(MAX_INTERVAL)
            .remoteControl(false)
            .start();
    try (started) {
      return worker.run();
    }
  }
}
