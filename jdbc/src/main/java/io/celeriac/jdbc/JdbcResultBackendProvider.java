package io.celeriac.jdbc;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.Secrets;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the database result backend, for {@code db+postgresql://}, {@code db+sqlite:///}, {@code
 * db+mysql://}, {@code db+mariadb://} and all JDBC URLs ({@code db+jdbc:…} or {@code jdbc:…});
 * found with {@link java.util.ServiceLoader}. The JDBC driver is the application's to bring.
 */
public final class JdbcResultBackendProvider implements ResultBackendProvider {
  private static final Logger log = LoggerFactory.getLogger(JdbcResultBackendProvider.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final String POLL_OPTION = "celeriac_poll_interval";

  @Override
  public Set<String> schemes() {
    return Set.of("db", "database", "jdbc");
  }

  /**
   * {@inheritDoc}
   *
   * <p>Acts on {@code database_url} (where {@code result_backend} is only {@code db} or {@code
   * database}), {@code database_table_names}, {@code database_table_schemas}, {@code
   * database_create_tables_at_setup}, {@code result_expires}, {@code result_serializer}, on those
   * for retries, and on the option {@code celeriac_poll_interval} of {@code
   * result_backend_transport_options}: the longest time in seconds, 0.5 by default, between two
   * looks for a result that is waited for.
   */
  @Override
  public ResultBackend open(ResultBackendConfig config) {
    Settings settings = config.settings();
    DatabaseUrl url = url(config);
    Drivers.require(url);
    settings
        .find(Setting.RESULT_COMPRESSION)
        .ifPresent(compression ->
            log.warn(
                "result_compression is '{}' ({}), and results in a database are not compressed, as"
                    + " in Celery: it is left out",
                compression,
                settings.origin(Setting.RESULT_COMPRESSION)));
    ResultCodec codec = config.codec().uncompressed();
    return new JdbcResultBackend(
        new Database(
            url,
            TableName.ofTasks(settings),
            TableName.ofGroups(settings),
            Retries.of(settings, RandomGenerator.getDefault())),
        new TaskRows(codec),
        new Values(codec),
        config.clock(),
        // Set to nothing it means the default, other than most settings.
        settings.find(Setting.RESULT_EXPIRES).orElse(Duration.ofDays(1)),
        settings.find(Setting.DATABASE_CREATE_TABLES_AT_SETUP).orElse(true),
        pollInterval(settings));
  }

  private static DatabaseUrl url(ResultBackendConfig config) {
    BrokerUrl given = config.urls().getFirst();
    if (given.isDatabase()) {
      return DatabaseUrl.parse(given.text(), "result_backend");
    }
    Settings settings = config.settings();
    String url =
        settings
            .find(Setting.DATABASE_URL)
            .orElseThrow(() ->
                new SettingException(
                    "result_backend is '%s', and database_url does not say which database (%s); expected"
                            .formatted(
                                Secrets.text(given.text()), settings.origin(Setting.DATABASE_URL))
                        + " a URL there, such as postgresql://user:password@host/name"));
    return DatabaseUrl.parse(url, "database_url, " + settings.origin(Setting.DATABASE_URL));
  }

  private static Duration pollInterval(Settings settings) {
    Object value = settings.get(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS).get(POLL_OPTION);
    if (value == null) {
      return POLL_INTERVAL;
    }
    try {
      BigDecimal seconds = new BigDecimal(value.toString());
      if (seconds.signum() > 0) {
        return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    throw new SettingException(
        "result_backend_transport_options['%s'] is '%s' (%s); expected a number of seconds above 0"
            .formatted(
                POLL_OPTION, value, settings.origin(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS)));
  }
}
