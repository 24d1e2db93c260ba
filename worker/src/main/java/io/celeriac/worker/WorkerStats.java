package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Secrets;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code inspect stats} tells; docs/protocol/control.md, "Statistics". */
final class WorkerStats {

  private final WorkerEnvironment app;
  private final WorkerConfig config;
  private final Slots slots;
  private final Prefetch prefetch;
  private final Totals totals;
  private final Scaling scaling;
  private final ResourceUsage usage;
  private final Supplier<Optional<String>> ending;
  private final long startedNanos = System.nanoTime();

  WorkerStats(
      WorkerEnvironment app,
      WorkerConfig config,
      Slots slots,
      Prefetch prefetch,
      Totals totals,
      Scaling scaling,
      ResourceUsage usage,
      Supplier<Optional<String>> ending) {
    this.app = app;
    this.config = config;
    this.slots = slots;
    this.prefetch = prefetch;
    this.totals = totals;
    this.scaling = scaling;
    this.usage = usage;
    this.ending = ending;
  }

  Map<String, @Nullable Object> all() {
    Map<String, @Nullable Object> stats = new LinkedHashMap<>();
    stats.put("total", totals.byName());
    stats.put("pid", ProcessHandle.current().pid());
    stats.put("clock", String.valueOf(app.lamport().value()));
    stats.put("uptime", (System.nanoTime() - startedNanos) / 1_000_000_000L);
    stats.put("pool", slots.children().map(this::processes).orElseGet(this::pool));
    scaling.info().ifPresent(info -> stats.put("autoscaler", info));
    stats.put("broker", broker(app.settings()));
    stats.put("prefetch_count", prefetch.count());
    stats.put("rusage", usage.rusage());
    ending.get().ifPresent(text -> stats.put("shutdown", text));
    return stats;
  }

  private Map<String, @Nullable Object> processes(ChildPool children) {
    return new LinkedHashMap<>(ChildStatistics.of(children.children(), slots.size(), config));
  }

  private Map<String, @Nullable Object> pool() {
    Map<String, @Nullable Object> pool = new LinkedHashMap<>();
    pool.put("implementation", "io.celeriac.worker:" + config.pool().wireName());
    pool.put("max-concurrency", slots.size());
    pool.put("processes", List.of(ProcessHandle.current().pid()));
    pool.put("threads", slots.busy());
    pool.put("max-tasks-per-child", "N/A");
    pool.put("put-guarded-by-semaphore", true);
    pool.put("timeouts", List.of(seconds(config.softTimeLimit()), seconds(config.timeLimit())));
    return pool;
  }

  private static Object seconds(Optional<Duration> limit) {
    return limit.<Object>map(time -> time.toMillis() / 1000.0).orElse(0);
  }

  /** The connection as kombu tells of it; never with the password. */
  static Map<String, @Nullable Object> broker(Settings settings) {
    List<BrokerUrl> urls =
        BrokerUrl.parseAll(
            settings.find(Setting.BROKER_URL).orElse(List.of("amqp://")),
            settings.origin(Setting.BROKER_URL));
    BrokerUrl url = urls.getFirst();
    boolean amqp = url.scheme().contains("amqp");
    BrokerUrl full = url.withDefaults("localhost", amqp ? 5672 : 6379);
    Map<String, @Nullable Object> broker = new LinkedHashMap<>();
    // py-amqp takes the name for the address.
    broker.put("hostname", amqp && full.host().equals("localhost") ? "127.0.0.1" : full.host());
    broker.put("userid", user(url, amqp));
    broker.put("virtual_host", full.vhost());
    broker.put("port", full.port().orElse(0));
    broker.put("insist", false);
    broker.put("ssl", shown(settings, Setting.BROKER_USE_SSL));
    broker.put("transport", url.scheme());
    broker.put(
        "connect_timeout",
        whole(settings.get(Setting.BROKER_CONNECTION_TIMEOUT).toMillis() / 1000.0));
    broker.put("transport_options", shown(settings, Setting.BROKER_TRANSPORT_OPTIONS));
    broker.put(
        "login_method", amqp ? settings.find(Setting.BROKER_LOGIN_METHOD).orElse("PLAIN") : null);
    broker.put("uri_prefix", null);
    broker.put(
        "heartbeat",
        settings.find(Setting.BROKER_HEARTBEAT).map(time -> time.toMillis() / 1000.0).orElse(0.0));
    broker.put(
        "failover_strategy", settings.find(Setting.BROKER_FAILOVER_STRATEGY).orElse("round-robin"));
    List<String> alternates = new ArrayList<>();
    urls.subList(1, urls.size()).forEach(each -> alternates.add(each.masked()));
    broker.put("alternates", alternates);
    broker.put("credential_provider", null);
    return broker;
  }

  /** The user, unless it stands alone and may be a token; AMQP has a password for it then. */
  private static @Nullable String user(BrokerUrl url, boolean amqp) {
    if (url.user().isEmpty()) {
      return amqp ? "guest" : null;
    }
    return amqp || url.password().isPresent() ? url.user().get() : "**";
  }

  private static @Nullable Object shown(Settings settings, Setting<?> setting) {
    return Secrets.masked(setting.name(), settings.get(setting));
  }

  private static Object whole(double seconds) {
    return seconds == Math.rint(seconds) ? (Object) (long) seconds : (Object) seconds;
  }
}
