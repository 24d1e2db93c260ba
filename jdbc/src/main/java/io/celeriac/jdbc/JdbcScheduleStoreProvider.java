package io.celeriac.jdbc;

import io.celeriac.ScheduleStoreException;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Pauses;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.ScheduleStoreProvider;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes the store of schedules in a database, for the URLs of the result backend: {@code
 * db+postgresql://} and so on, and all JDBC URLs; found with {@link java.util.ServiceLoader}. It
 * acts on the same settings for retries.
 */
public final class JdbcScheduleStoreProvider implements ScheduleStoreProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("db", "jdbc");
  }

  @Override
  public ScheduleStore open(List<BrokerUrl> urls, Settings settings) {
    DatabaseUrl url = DatabaseUrl.parse(urls.getFirst().text(), "celeriac_beat_store");
    Drivers.require(url);
    Pauses retries = Retries.of(settings, RandomGenerator.getDefault());
    return new JdbcScheduleStore(
        new Connections(url, "schedule", ScheduleStoreException::new, retries),
        url.display(),
        settings.get(Setting.CELERIAC_BEAT_STORE_NAME),
        System::nanoTime);
  }
}
