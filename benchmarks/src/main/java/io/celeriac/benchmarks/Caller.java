package io.celeriac.benchmarks;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import java.util.Map;

/** The sending side: measures its own loop, and prints what it found as a line of JSON. */
public final class Caller {

  private Caller() {}

  /** The first argument is what to do; the rest is in the environment: see {@link Order}. */
  public static void main(String[] arguments) throws Exception {
    String what = arguments.length == 1 ? arguments[0] : "";
    Order order = Order.of(System.getenv());
    try (Celery app = app(order)) {
      System.out.println(
          switch (what) {
            case "produce" -> new Sending(app, order).run();
            case "roundtrip" -> new Roundtrips(app, order).run();
            case "canvas" -> new Workflow(app, order).run();
            default ->
                throw new IllegalArgumentException(
                    "'%s' is none of produce, roundtrip and canvas".formatted(what));
          });
    }
  }

  private static Celery app(Order order) {
    CeleryBuilder builder =
        Celery.named("bench")
            .broker(order.broker())
            .resultBackend(order.backend().orElse("disabled://"))
            .set("task_default_queue", order.queue());
    // Redis answers each command anyway.
    if (order.broker().startsWith("amqp")) {
      builder.set("broker_transport_options", Map.of("confirm_publish", order.confirm()));
    }
    return builder.build();
  }
}
