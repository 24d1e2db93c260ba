package io.celeriac.worker;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The events that were published on a scripted broker, lists taken apart. */
final class SentEvents {

  private static final JsonSerializer JSON = new JsonSerializer();

  private SentEvents() {}

  static List<Map<?, ?>> all(ScriptedBroker broker) {
    List<Map<?, ?>> events = new ArrayList<>();
    for (Publication publication : broker.broadcasts) {
      switch (JSON.decode(publication.message().body(), "utf-8")) {
        case List<?> several ->
            several.forEach(each -> events.add((Map<?, ?>) Objects.requireNonNull(each)));
        case Map<?, ?> one -> events.add(one);
        case null, default -> throw new AssertionError("no event: " + publication);
      }
    }
    return events;
  }

  /** Those of a group that the worker has sent. */
  static List<Map<?, ?>> ofWorker(ScriptedBroker broker, String group) {
    return all(broker).stream()
        .filter(event -> String.valueOf(event.get("type")).startsWith(group + "-"))
        .filter(event -> !"task-sent".equals(event.get("type")))
        .toList();
  }

  static List<String> types(ScriptedBroker broker, String group) {
    return ofWorker(broker, group).stream()
        .map(event -> String.valueOf(event.get("type")))
        .toList();
  }
}
