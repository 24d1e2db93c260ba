package io.celeriac.jdbc;

import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ScheduleStoreContract;
import io.celeriac.testing.TestServers;

/** What every store of schedules does, in PostgreSQL. */
@NeedsServer
class PostgresqlScheduleStoreTest extends ScheduleStoreContract {
  @Override
  protected String url() {
    return "db+" + TestServers.ofEnvironment().postgresqlUrl();
  }
}
