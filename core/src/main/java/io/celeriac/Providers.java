package io.celeriac;

import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.ScheduleStoreProvider;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import io.celeriac.spi.WorkerProvider;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds the module that serves a URL, and says which one to add when there is none. */
final class Providers {

  /** What is looked for: how it is called, and which module has which scheme. */
  private record Kind(String name, Map<String, String> modules) {}

  private static final Kind BROKER =
      new Kind(
          "broker",
          Map.of(
              "amqp", "celeriac-amqp",
              "amqps", "celeriac-amqp",
              "pyamqp", "celeriac-amqp",
              "redis", "celeriac-redis",
              "rediss", "celeriac-redis",
              "redis+socket", "celeriac-redis",
              "sentinel", "celeriac-redis",
              "memory", "celeriac-memory"));

  private static final Kind RESULT_BACKEND =
      new Kind(
          "result backend",
          Map.of(
              "rpc", "celeriac-core",
              "redis", "celeriac-redis",
              "rediss", "celeriac-redis",
              "redis+socket", "celeriac-redis",
              "sentinel", "celeriac-redis",
              "db", "celeriac-jdbc",
              "database", "celeriac-jdbc",
              "jdbc", "celeriac-jdbc",
              "memory", "celeriac-memory"));

  private static final Kind SCHEDULE_STORE =
      new Kind(
          "store of schedules",
          Map.of(
              "redis", "celeriac-redis",
              "rediss", "celeriac-redis",
              "redis+socket", "celeriac-redis",
              "sentinel", "celeriac-redis",
              "db", "celeriac-jdbc",
              "jdbc", "celeriac-jdbc"));

  private Providers() {}

  /** Opens the transport to a broker; no I/O yet. */
  static Transport transport(
      List<String> urls, String origin, Settings settings, String clientName, Clock clock) {
    List<BrokerUrl> parsed = BrokerUrl.parseAll(urls, origin);
    return transport(parsed.getFirst())
        .open(new TransportConfig(parsed, settings, clientName, clock));
  }

  static TransportProvider transport(BrokerUrl url) {
    return find(TransportProvider.class, TransportProvider::schemes, url, url.scheme(), BROKER);
  }

  static ResultBackendProvider resultBackend(BrokerUrl url) {
    return find(
        ResultBackendProvider.class,
        ResultBackendProvider::schemes,
        url,
        scheme(url),
        RESULT_BACKEND);
  }

  static ScheduleStoreProvider scheduleStore(BrokerUrl url) {
    return find(
        ScheduleStoreProvider.class,
        ScheduleStoreProvider::schemes,
        url,
        scheme(url),
        SCHEDULE_STORE);
  }

  private static String scheme(BrokerUrl url) {
    return url.scheme().startsWith("db+") ? "db" : url.scheme();
  }

  static WorkerProvider worker() {
    return ServiceLoader.load(WorkerProvider.class)
        .findFirst()
        .orElseThrow(() ->
            new MissingModuleException(
                "No worker is on the class path; add io.celeriac:celeriac-worker"));
  }

  private static <P> P find(
      Class<P> type,
      Function<P, ? extends Iterable<String>> schemes,
      BrokerUrl url,
      String wanted,
      Kind kind) {
    TreeSet<String> present = new TreeSet<>();
    for (P provider : ServiceLoader.load(type)) {
      for (String scheme : schemes.apply(provider)) {
        if (scheme.equals(wanted)) {
          return provider;
        }
        present.add(scheme);
      }
    }
    String module = kind.modules.get(wanted);
    if (module != null) {
      throw new MissingModuleException(
          "No "
              + kind.name
              + " for "
              + url.masked()
              + " is on the class path; add io.celeriac:"
              + module
              + (present.isEmpty() ? "" : " (there are: " + String.join(", ", present) + ")"));
    }
    throw new SettingException(
        "'"
            + url.scheme()
            + "' in "
            + url.masked()
            + " is no "
            + kind.name
            + " that Celeriac knows; it would be one of "
            + String.join(", ", new TreeSet<>(kind.modules.keySet())));
  }
}
