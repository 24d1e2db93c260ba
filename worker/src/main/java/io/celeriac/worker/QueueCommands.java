package io.celeriac.worker;

import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.spi.WorkerEnvironment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands about the queues that are consumed. */
final class QueueCommands {

  private final WorkerEnvironment app;
  private final WorkQueues queues;

  QueueCommands(WorkerEnvironment app, WorkQueues queues) {
    this.app = app;
    this.queues = queues;
  }

  void register(Panel panel) {
    panel.add(
        CommandSignature.of("active_queues").closed(),
        arguments -> queues.current().stream().map(QueueCommands::members).toList());
    panel.add(
        CommandSignature.of("add_consumer", "queue")
            .withOptional("exchange", "exchange_type", "routing_key"),
        arguments -> {
          queues.add(queue(arguments));
          return Panel.ok("add consumer " + arguments.text("queue"));
        });
    panel.add(
        CommandSignature.of("cancel_consumer", "queue"),
        arguments -> {
          queues.cancel(arguments.text("queue"));
          return Panel.ok("no longer consuming from " + arguments.text("queue"));
        });
  }

  /** A queue of the app's settings, or the one that is described. */
  private Queue queue(CommandArguments arguments) {
    String name = arguments.text("queue");
    if (app.queueNames().contains(name)) {
      return app.queue(name);
    }
    String exchange = arguments.given("exchange").orElse(name);
    String type = arguments.given("exchange_type").orElse("direct");
    Queue queue =
        Queue.of(
            name,
            Exchange.of(exchange, ExchangeType.of(type)),
            arguments.given("routing_key").orElse(name));
    if (arguments.value("queue_arguments") instanceof Map<?, ?> more) {
      for (Map.Entry<?, ?> each : more.entrySet()) {
        if (each.getValue() != null) {
          queue = queue.withArgument(String.valueOf(each.getKey()), narrowed(each.getValue()));
        }
      }
    }
    return queue;
  }

  private static Object narrowed(Object value) {
    return value instanceof Long number && number == number.intValue()
        ? (Object) number.intValue()
        : value;
  }

  /** The object that kombu makes of a queue. */
  static Map<String, @Nullable Object> members(Queue queue) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", queue.name());
    members.put("exchange", members(queue.exchange()));
    members.put("routing_key", queue.routingKey());
    members.put("queue_arguments", queue.arguments().isEmpty() ? null : queue.arguments());
    members.put("binding_arguments", null);
    members.put(
        "consumer_arguments",
        queue.consumerArguments().isEmpty() ? null : queue.consumerArguments());
    members.put("durable", queue.durable());
    members.put("exclusive", queue.exclusive());
    members.put("auto_delete", queue.autoDelete());
    members.put("no_ack", false);
    members.put("alias", null);
    members.put("bindings", List.of());
    List.of(
            "no_declare",
            "expires",
            "message_ttl",
            "max_length",
            "max_length_bytes",
            "max_priority")
        .forEach(name -> members.put(name, null));
    return members;
  }

  private static Map<String, @Nullable Object> members(Exchange exchange) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", exchange.name());
    members.put("type", exchange.type().wireName());
    members.put("arguments", exchange.arguments().isEmpty() ? null : exchange.arguments());
    members.put("durable", exchange.durable());
    members.put("passive", false);
    members.put("auto_delete", exchange.autoDelete());
    members.put("delivery_mode", null);
    members.put("no_declare", false);
    return members;
  }
}
