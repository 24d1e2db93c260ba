package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ValueConverter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The message of {@code celery.chord_unlock}, which joins a chord by looking again and again, where
 * the result backend cannot count. docs/protocol/results.md, section 7.6.
 */
final class ChordUnlock {

  private static final List<String> ROUTING =
      List.of("exchange", "exchange_type", "routing_key", "headers");

  private final ValueConverter converter;
  private final Routing routing;

  ChordUnlock(ValueConverter converter, Routing routing) {
    this.converter = converter;
    this.routing = routing;
  }

  /** How often it looks, and how many times; null for the defaults. */
  record Polling(@Nullable Object interval, @Nullable Object maxRetries) {}

  /** The call that watches over a header, and goes where the body would. */
  TaskDraft message(ResultNode header, Draft body, Polling polling) {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("interval", polling.interval());
    kwargs.put("max_retries", polling.maxRetries());
    kwargs.put(
        "result",
        Objects.requireNonNull(header.members()).stream()
            .map(ResultNode::toTuple)
            .map(ResultTuple::toWire)
            .toList());
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    options.put("countdown", 1);
    Object queue = body.options.get("queue");
    options.put("queue", queue == null ? routing.queueOf(body.task()) : queue);
    Object priority = body.options.get("priority");
    options.put("priority", priority == null ? 0 : priority);
    for (String name : ROUTING) {
      Object value = body.options.get(name);
      if (value != null && !stamps(body).contains(name)) {
        options.put(name, value);
      }
    }
    options.putIfAbsent("exchange_type", "direct");
    kwargs.put("_chord_unlock_exchange_type", options.get("exchange_type"));
    List<@Nullable Object> args = new ArrayList<>();
    args.add(header.id());
    args.add(body.toMap(converter));
    return new TaskDraft(
        BuiltinTasks.CHORD_UNLOCK, args, kwargs, options, false, Object.class, null, true);
  }

  private static List<?> stamps(Draft body) {
    return body.options.get(Draft.STAMPED) instanceof List<?> names ? names : List.of();
  }
}
