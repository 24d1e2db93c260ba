package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.ScheduleStoreProvider;
import java.util.List;
import java.util.Set;

/**
 * Makes the store of schedules for {@code redis://}, {@code rediss://} (TLS), {@code
 * redis+socket://} and {@code sentinel://} URLs; found with {@link java.util.ServiceLoader}. It
 * acts on the same settings as the result backend.
 */
public final class RedisScheduleStoreProvider implements ScheduleStoreProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss", "redis+socket", "sentinel");
  }

  @Override
  public ScheduleStore open(List<BrokerUrl> urls, Settings settings) {
    BackendServers backend = BackendServers.of(urls, settings);
    return new RedisScheduleStore(
        backend.servers().display(),
        new ResultCommands(backend.commands("celeriac-redis-schedule"), backend.retries()),
        backend.options().text("global_keyprefix", "")
            + "celeriac-beat:{"
            + settings.get(Setting.CELERIAC_BEAT_STORE_NAME)
            + "}:");
  }
}
