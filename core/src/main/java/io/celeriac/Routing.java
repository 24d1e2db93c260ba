package io.celeriac;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves where a call goes: the options of the call, then the task's, then the first router that
 * answers, then the default queue; and from these the exchange and key, by
 * docs/protocol/routing.md.
 */
final class Routing {

  private final Settings settings;
  private final QueueTable queues;
  private final List<Router> routers;

  Routing(Settings settings, QueueTable queues, List<Router> routers) {
    this.settings = settings;
    this.queues = queues;
    this.routers = List.copyOf(routers);
  }

  /** The routers of {@code task_routes}: a mapping, a list of pairs, or a list of mappings. */
  static List<Router> configured(Settings settings) {
    return settings
        .find(Setting.TASK_ROUTES)
        .map(value -> List.<Router>of(router(value, settings)))
        .orElse(List.of());
  }

  private static Router router(Object value, Settings settings) {
    Map<Object, SendOptions> routes = new LinkedHashMap<>();
    switch (value) {
      case Map<?, ?> map -> map.forEach((key, route) -> routes.put(key, options(route, settings)));
      case List<?> list -> {
        for (Object each : list) {
          if (each instanceof Map<?, ?> map) {
            map.forEach((key, route) -> routes.put(key, options(route, settings)));
          } else if (each instanceof List<?> pair && pair.size() == 2 && pair.get(0) != null) {
            routes.put(pair.get(0), options(pair.get(1), settings));
          } else {
            throw unusable(each, settings);
          }
        }
      }
      default -> throw unusable(value, settings);
    }
    return new MapRouter(routes);
  }

  static SendOptions options(@Nullable Object route, Settings settings) {
    return switch (route) {
      case SendOptions options -> options;
      case String queue -> SendOptions.NONE.with("queue", queue);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        map.forEach((key, each) -> values.put(String.valueOf(key), each));
        yield new SendOptions(values);
      }
      case null, default -> throw unusable(route, settings);
    };
  }

  private static SettingException unusable(@Nullable Object value, Settings settings) {
    return new SettingException(
        "task_routes ("
            + settings.origin(Setting.TASK_ROUTES)
            + ") has "
            + value
            + "; a route would be a queue's name, or a table such as {queue = \"media\", priority ="
            + " 5}, under a task's name or a glob such as 'media.*'");
  }

  static Router single(Object pattern, SendOptions route) {
    return new MapRouter(
        pattern instanceof Pattern regex ? Map.of(regex, route) : Map.of(pattern, route));
  }

  Destination resolve(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      SendOptions given) {
    Optional<SendOptions> route =
        routers.stream().flatMap(r -> r.route(task, args, kwargs, given).stream()).findFirst();
    SendOptions options = given;
    boolean routed = true;
    if (route.isPresent()) {
      options = merge(route.get(), given);
    } else if (given.text("queue").isEmpty()) {
      options = merge(SendOptions.NONE.with("queue", queues.defaultName()), given);
    } else {
      routed = false;
    }
    return destination(options, routed);
  }

  /** What is given wins over the route; what is null does not count as given. */
  private static SendOptions merge(SendOptions route, SendOptions given) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(route.values());
    given
        .values()
        .forEach((name, value) -> {
          if (value != null) {
            merged.put(name, value);
          }
        });
    return new SendOptions(merged);
  }

  /** The queue that a task goes to when its call says nothing. */
  String queueOf(String task) {
    return resolve(task, List.of(), Map.of(), SendOptions.NONE)
        .queue()
        .map(Queue::name)
        .orElseGet(queues::defaultName);
  }

  private Destination destination(SendOptions options, boolean routed) {
    Optional<String> exchange = options.text("exchange");
    Optional<String> key = options.text("routing_key");
    Optional<String> named = options.text("queue");
    if (named.isEmpty() && exchange.isEmpty()) {
      named = Optional.of(queues.defaultName());
    }
    Optional<Queue> queue = named.map(queues::get);
    ExchangeType type =
        queue
            .map(q -> q.exchange().type())
            .orElse(
                options.text("exchange_type").map(ExchangeType::of).orElse(ExchangeType.DIRECT));
    boolean complete = exchange.isPresent() && key.isPresent();
    if (queue.isPresent() && type == ExchangeType.DIRECT && !complete) {
      // A direct exchange is bypassed: the default exchange delivers straight to the queue.
      return new Destination("", queue.get().name(), queue, options, routed);
    }
    if (exchange.isEmpty() && queue.isPresent()) {
      Queue target = queue.get();
      return new Destination(
          target.exchange().name(),
          key.filter(k -> !k.isEmpty())
              .orElse(target.routingKey().isEmpty() ? defaultRoutingKey() : target.routingKey()),
          queue,
          options,
          routed);
    }
    return new Destination(exchange.orElse(""), key.orElse(""), queue, options, routed);
  }

  private String defaultRoutingKey() {
    return settings.find(Setting.TASK_DEFAULT_ROUTING_KEY).orElse(queues.defaultName());
  }
}
