package io.celeriac.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** What every result backend does, in a database that gets nothing but standard SQL. */
class H2ContractTest extends JdbcResultContract {

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return Databases.backend(
        "jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1", Settings.defaults(), codec, Clock.systemUTC());
  }

  @Override
  @Test
  public void the_address_can_be_shown() {
    assertThat(fixture().client().displayUrl()).startsWith("jdbc:h2:mem:contract");
  }
}
