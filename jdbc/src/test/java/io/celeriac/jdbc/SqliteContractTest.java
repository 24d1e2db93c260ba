package io.celeriac.jdbc;

import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What every result backend does, in a file of SQLite. */
@Tag("slow")
class SqliteContractTest extends JdbcResultContract {
  @TempDir private static Path directory;

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return Databases.backend(
        "db+sqlite:///" + directory.resolve("results.db") + "?synchronous=OFF",
        Settings.defaults(),
        codec,
        Clock.systemUTC());
  }
}
