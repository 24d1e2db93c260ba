package io.celeriac.jdbc;

import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.time.Clock;

/** What every result backend does, in PostgreSQL. */
@NeedsServer
class PostgresqlContractTest extends JdbcResultContract {

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return Databases.backend(
        "db+" + TestServers.ofEnvironment().postgresqlUrl(),
        Settings.defaults(),
        codec,
        Clock.systemUTC());
  }
}
