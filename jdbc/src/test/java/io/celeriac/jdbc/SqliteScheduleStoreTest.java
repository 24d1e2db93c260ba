package io.celeriac.jdbc;

import io.celeriac.testing.ScheduleStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What every store of schedules does, in a file of SQLite. */
@Tag("slow")
class SqliteScheduleStoreTest extends ScheduleStoreContract {
  @TempDir private static Path directory;

  @Override
  protected String url() {
    return "db+sqlite:///" + directory.resolve("schedules.db");
  }
}
