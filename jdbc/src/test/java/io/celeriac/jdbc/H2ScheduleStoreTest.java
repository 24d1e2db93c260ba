package io.celeriac.jdbc;

import io.celeriac.testing.ScheduleStoreContract;

/** What every store of schedules does, in a database that gets nothing but standard SQL. */
class H2ScheduleStoreTest extends ScheduleStoreContract {
  @Override
  protected String url() {
    return "jdbc:h2:mem:schedules;DB_CLOSE_DELAY=-1";
  }
}
