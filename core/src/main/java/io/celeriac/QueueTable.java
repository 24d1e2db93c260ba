package io.celeriac;

import io.celeriac.spi.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queues of an app by name: those of {@code task_queues}, or the default queue, and missing
 * ones made on the fly where the settings allow it.
 */
final class QueueTable {

  private final Settings settings;
  private final Map<String, Queue> configured = new LinkedHashMap<>();
  private final ConcurrentMap<String, Queue> missing = new ConcurrentHashMap<>();
  private final String defaultName;

  QueueTable(Settings settings, List<Queue> given) {
    this.settings = settings;
    this.defaultName = settings.get(Setting.TASK_DEFAULT_QUEUE);
    given.forEach(this::add);
    settings.find(Setting.TASK_QUEUES).ifPresent(this::addConfigured);
    if (configured.isEmpty()) {
      add(defaultQueue());
    }
  }

  private void add(Queue queue) {
    configured.put(queue.name(), withAppPriorities(queue));
  }

  private Queue withAppPriorities(Queue queue) {
    return queue.arguments().containsKey("x-max-priority")
        ? queue
        : settings.find(Setting.TASK_QUEUE_MAX_PRIORITY).map(queue::withMaxPriority).orElse(queue);
  }

  private Queue defaultQueue() {
    Queue queue =
        Queue.of(
            defaultName,
            defaultExchange(),
            settings.find(Setting.TASK_DEFAULT_ROUTING_KEY).orElse(defaultName));
    return "quorum".equals(settings.get(Setting.TASK_DEFAULT_QUEUE_TYPE))
        ? queue.asQuorum()
        : queue;
  }

  private Exchange defaultExchange() {
    return Exchange.of(
        settings.find(Setting.TASK_DEFAULT_EXCHANGE).orElse(defaultName),
        ExchangeType.of(settings.get(Setting.TASK_DEFAULT_EXCHANGE_TYPE)));
  }

  /** The setting's two forms: a mapping of names to options, or a list of names or of options. */
  private void addConfigured(Object value) {
    switch (value) {
      case Map<?, ?> byName ->
          byName.forEach(
              (name, options) -> add(queue(String.valueOf(name), options, String.valueOf(name))));
      case List<?> list -> {
        for (Object each : list) {
          if (each instanceof Queue queue) {
            add(queue);
          } else if (each instanceof Map<?, ?> options && options.get("name") != null) {
            add(
                queue(
                    String.valueOf(options.get("name")),
                    options,
                    settings.find(Setting.TASK_DEFAULT_ROUTING_KEY).orElse(defaultName)));
          } else if (each instanceof String name) {
            add(queue(name, null, name));
          } else {
            throw unusable(each);
          }
        }
      }
      default -> throw unusable(value);
    }
  }

  private SettingException unusable(@Nullable Object value) {
    return new SettingException(
        "task_queues ("
            + settings.origin(Setting.TASK_QUEUES)
            + ") has "
            + Secrets.masked(Setting.TASK_QUEUES.name(), value)
            + "; each queue would be a name, or a table with name, exchange, exchange_type,"
            + " routing_key, queue_arguments");
  }

  private Queue queue(String name, @Nullable Object options, String fallbackKey) {
    Map<?, ?> given = options instanceof Map<?, ?> map ? map : Map.of();
    Exchange exchange =
        given.get("exchange") == null && given.get("exchange_type") == null
            ? defaultExchange()
            : Exchange.of(
                text(given, "exchange").orElse(defaultExchange().name()),
                ExchangeType.of(text(given, "exchange_type").orElse("direct")));
    Queue queue = Queue.of(name, exchange, text(given, "routing_key").orElse(fallbackKey));
    if (given.get("queue_arguments") instanceof Map<?, ?> arguments) {
      for (Map.Entry<?, ?> argument : arguments.entrySet()) {
        if (argument.getValue() != null) {
          queue = queue.withArgument(String.valueOf(argument.getKey()), wholeAsInt(argument));
        }
      }
    }
    return given.get("max_priority") instanceof Number max
        ? queue.withMaxPriority(max.intValue())
        : queue;
  }

  private static Object wholeAsInt(Map.Entry<?, ?> argument) {
    Object value = argument.getValue();
    return value instanceof Long l && l == l.intValue() ? (Object) l.intValue() : value;
  }

  private static Optional<String> text(Map<?, ?> options, String name) {
    return Optional.ofNullable(options.get(name)).map(String::valueOf);
  }

  String defaultName() {
    return defaultName;
  }

  /** Whether any is a quorum queue, of those that are configured or were named so far. */
  boolean hasQuorumQueue() {
    return configured.values().stream().anyMatch(Queue::isQuorum)
        || missing.values().stream().anyMatch(Queue::isQuorum);
  }

  /** The exchange of a name, if a queue has it. */
  Optional<Exchange> exchange(String name) {
    return Stream.concat(configured.values().stream(), missing.values().stream())
        .map(Queue::exchange)
        .filter(exchange -> exchange.name().equals(name))
        .findFirst();
  }

  /** The names of the configured queues: what a worker consumes unless told otherwise. */
  List<String> names() {
    return new ArrayList<>(configured.keySet());
  }

  /**
   * The queue of a name.
   *
   * @throws RoutingException when it is not configured, and missing queues are not to be made
   */
  Queue get(String name) {
    Queue queue = configured.get(name);
    if (queue != null) {
      return queue;
    }
    if (!name.equals(defaultName) && !settings.get(Setting.TASK_CREATE_MISSING_QUEUES)) {
      throw new RoutingException(
          "There is no queue '"
              + name
              + "' in task_queues "
              + names()
              + ", and task_create_missing_queues is off ("
              + settings.origin(Setting.TASK_CREATE_MISSING_QUEUES)
              + "); add it there, or use one of those");
    }
    return missing.computeIfAbsent(name, this::create);
  }

  private Queue create(String name) {
    ExchangeType type =
        settings
            .find(Setting.TASK_CREATE_MISSING_QUEUE_EXCHANGE_TYPE)
            .map(ExchangeType::of)
            .orElse(ExchangeType.DIRECT);
    Queue queue = withAppPriorities(Queue.of(name, Exchange.of(name, type), name));
    return "quorum".equals(settings.get(Setting.TASK_CREATE_MISSING_QUEUE_TYPE))
        ? queue.asQuorum()
        : queue;
  }
}
