package io.celeriac.cli;

import static io.celeriac.cli.Session.set;

import io.celeriac.BeatBuilder;
import io.celeriac.Celery;
import io.celeriac.Setting;
import io.celeriac.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where a schedule is kept, as all commands for schedules are told it. */
final class ScheduleStoreOptions {

  @Option(
      names = {"-s", "--schedule"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Keep the last runs in this file; .json is added.")
  @Nullable String file;

  @Option(
      names = {"-S", "--scheduler"},
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = {
        "Keep the schedule in this store, which several beats may share:",
        "redis://localhost/0 or",
        "db+postgresql://localhost/shop"
      })
  @Nullable String store;

  /** With what these options set. */
  Settings over(Settings settings) {
    return set(
        set(settings, "beat_schedule_filename", file, "--schedule"),
        "celeriac_beat_store",
        store(store),
        "--scheduler");
  }

  /** The URL in {@code --scheduler}, or nothing for Celery's own, which keeps a file as we do. */
  static @Nullable String store(@Nullable String scheduler) {
    if (scheduler == null || scheduler.matches("celery\\.beat[:.]PersistentScheduler")) {
      return null;
    }
    if (scheduler.contains(":/") || scheduler.startsWith("jdbc:")) {
      return scheduler;
    }
    throw new UsageException(
        "--scheduler is '"
            + scheduler
            + "', which names a Python class; expected the URL of a store that beats share, such as"
            + " redis://localhost/0 or db+postgresql://localhost/shop, or nothing for a file");
  }

  /** A beat of an app, its file in the working directory. */
  static BeatBuilder beat(Celery app, Session session) {
    String name = app.settings().get(Setting.BEAT_SCHEDULE_FILENAME);
    return app.beat().scheduleFile(session.surroundings().directory().resolve(name).toString());
  }
}
