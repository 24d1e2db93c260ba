package io.celeriac.interop;

import io.celeriac.testing.TestServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Java and stock Python share a database of results, in each kind that ./test has. */
final class DatabaseResultsTest {
  @TempDir private static Path directory;

  @Nested
  final class InPostgresql extends DatabaseResultsTests {
    InPostgresql() {
      super("db+" + TestServers.ofEnvironment().postgresqlUrl());
    }
  }

  @Nested
  final class InSqlite extends DatabaseResultsTests {
    InSqlite() {
      super("db+sqlite:///" + directory.resolve("results.db"));
    }
  }
}
