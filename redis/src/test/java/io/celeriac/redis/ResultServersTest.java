package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.testing.JsonResultCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which server results are kept on: the URL says, and the settings where it is silent. */
class ResultServersTest {
  private static final Settings SETTINGS =
      Settings.defaults()
          .with(Setting.REDIS_HOST, "fallback")
          .with(Setting.REDIS_PORT, 77)
          .with(Setting.REDIS_USERNAME, "us")
          .with(Setting.REDIS_PASSWORD, "p")
          .with(Setting.REDIS_DB, 3);

  private static String server(String url, Settings settings) {
    try (ResultBackend backend = RedisTests.backend(url, settings, new JsonResultCodec())) {
      return backend.displayUrl();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "redis, redis://us:**@fallback:77/3",
    "redis://, redis://us:**@fallback:77/0",
    "redis://elsewhere, redis://us:**@elsewhere:77/0",
    "redis://elsewhere:6380/5, redis://us:**@elsewhere:6380/5",
    "redis://me:secret@, redis://me:**@fallback:77/0",
    "redis+socket:///run/redis.sock, redis+socket://us:**@/run/redis.sock?virtual_host=3",
    "redis+socket:///run/redis.sock?virtual_host=5,"
        + " redis+socket://us:**@/run/redis.sock?virtual_host=5"
  })
  void the_settings_hold_where_the_url_says_nothing(String url, String server) {
    assertThat(server(url, SETTINGS)).isEqualTo(server);
  }

  @Test
  void without_either_it_is_the_local_one() {
    assertThat(server("redis", Settings.defaults())).isEqualTo("redis://127.0.0.1:6379/0");
  }
}
