package io.celeriac.faults;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Signature;
import java.io.PrintStream;
import java.util.Map;

/**
 * Sends tasks one after the other with the default settings, and prints how many sends returned and
 * how many raised; for the executable {@code faults/publish}.
 */
final class Publish {
  private Publish() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    int count = arguments.length == 1 ? Integer.parseInt(arguments[0]) : -1;
    String broker = environment.getOrDefault("CELERY_BROKER_URL", "");
    if (count < 0 || broker.isBlank()) {
      System.err.println(
          "Usage: faults/publish N, with the broker's URL in CELERY_BROKER_URL and perhaps the"
              + " queue in CELERY_QUEUE (default: celery)");
      System.exit(2);
    }
    try (Celery app = FaultsApp.builder(environment).broker(broker).build()) {
      publish(app, count, System.out);
    }
  }

  private static void publish(Celery app, int count, PrintStream out) {
    int ok = 0;
    int failed = 0;
    for (int i = 0; i < count; i++) {
      try {
        app.send(Signature.of("noop", Long.class));
        ok++;
      } catch (BrokerException e) {
        // The first says why; the rest are counted.
        if (failed++ == 0) {
          System.err.println(e);
        }
      }
    }
    out.println("{\"ok\": " + ok + ", \"failed\": " + failed + "}");
  }
}
