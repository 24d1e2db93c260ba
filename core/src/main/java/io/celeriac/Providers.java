package io.celeriac;

import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.TransportProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds the module that serves a URL, and says which one to add when there is none. */
final class Providers {

  private static final Map<String, String> MODULES =
      Map.of(
          "amqp", "celeriac-amqp",
          "amqps", "celeriac-amqp",
          "pyamqp", "celeriac-amqp",
          "redis", "celeriac-redis",
          "rediss", "celeriac-redis",
          "redis+socket", "celeriac-redis",
          "sentinel", "celeriac-redis",
          "memory", "celeriac-memory");

  private Providers() {}

  static TransportProvider transport(BrokerUrl url) {
    return find(TransportProvider.class, TransportProvider::schemes, url, "broker");
  }

  static ResultBackendProvider resultBackend(BrokerUrl url) {
    return find(ResultBackendProvider.class, ResultBackendProvider::schemes, url, "result backend");
  }

  private static <P> P find(
      Class<P> kind, Function<P, ? extends Iterable<String>> schemes, BrokerUrl url, String what) {
    TreeSet<String> present = new TreeSet<>();
    for (P provider : ServiceLoader.load(kind)) {
      for (String scheme : schemes.apply(provider)) {
        if (scheme.equals(url.scheme())) {
          return provider;
        }
        present.add(scheme);
      }
    }
    String module = MODULES.get(url.scheme());
    if (module != null) {
      throw new MissingModuleException(
          "No "
              + what
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
            + what
            + " that Celeriac knows; it would be one of "
            + String.join(", ", new TreeSet<>(MODULES.keySet())));
  }
}
