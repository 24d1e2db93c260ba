package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.StoredSchedule;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the commands for a stored schedule share: they open it, and say what there is. */
final class BeatEdit {

  private BeatEdit() {}

  /** What the options of {@code beat} set, which stand before or after its subcommand. */
  private static Settings settings(@Nullable BeatCommand beat) {
    return beat == null ? Settings.defaults() : beat.commandLine();
  }

  static <T> T with(Session session, @Nullable BeatCommand beat, Function<StoredSchedule, T> use) {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    try (Celery app = session.app(settings(beat));
        StoredSchedule schedule = ScheduleStoreOptions.beat(app, session).open()) {
      return use.apply(schedule);
    }
  }

  /** Tells which entries there are, when there is none of a name. */
  static void expect(boolean found, String name, StoredSchedule schedule) {
    if (!found) {
      throw new UsageException(
          "There is no entry '"
              + name
              + "' in "
              + schedule.displayUrl()
              + "; there are: "
              + String.join(
                  ", ", schedule.list().stream().map(StoredSchedule.Item::name).toList()));
    }
  }
}
