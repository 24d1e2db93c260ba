package io.celeriac.codecs;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.LimitExceededException;
import io.celeriac.protocol.PythonRepr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds values from the events of one YAML document. An alias counts for as many values as it
 * stands for, so that a few lines cannot unfold to billions; it can only refer back to what is
 * complete, so that no value contains itself.
 */
final class YamlReader {
  private final Iterator<Event> events;
  private final DecodeLimits limits;
  private final YamlValues scalars;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private long values;
  private int depth;

  YamlReader(Iterator<Event> events, DecodeLimits limits) {
    this.events = events;
    this.limits = limits;
    this.scalars = new YamlValues(limits.maxNumberLength());
  }

  @Nullable Object document() {
    expect(Event.ID.StreamStart, events.next());
    if (events.next().getEventId() == Event.ID.StreamEnd) {
      return null;
    }
    Object value = value(events.next());
    expect(Event.ID.DocumentEnd, events.next());
    expect(Event.ID.StreamEnd, events.next());
    return value;
  }

  private static void expect(Event.ID expected, Event event) {
    if (event.getEventId() != expected) {
      throw new DecodeException(
          "not one YAML document: expected " + expected + ", but there is " + event.getEventId());
    }
  }

  private @Nullable Object value(Event event) {
    if (event instanceof AliasEvent alias) {
      Anchored anchored = anchors.get(alias.getAlias());
      if (anchored == null) {
        throw new DecodeException(
            "the YAML alias *" + alias.getAlias() + " refers to nothing before it");
      }
      count(anchored.size);
      return anchored.value;
    }
    long before = values;
    count(1);
    Object value =
        switch (event) {
          case ScalarEvent scalar -> scalars.of(scalar);
          case CollectionStartEvent start -> collection(start);
          default -> throw new DecodeException("unexpected in YAML: " + event.getEventId());
        };
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor, new Anchored(value, values - before)));
    return value;
  }

  private Object collection(CollectionStartEvent start) {
    if (++depth > limits.maxNesting()) {
      throw new LimitExceededException(
          "values are nested deeper than the %d levels allowed".formatted(limits.maxNesting()));
    }
    String tag = tag(start.getTag());
    Object collection =
        start.getEventId() == Event.ID.SequenceStart
            ? switch (tag) {
              case "", "seq" -> list();
              default -> throw YamlValues.unknown(tag);
            }
            : switch (tag) {
              case "", "map" -> map();
              case "set" -> List.copyOf(map().keySet());
              default -> throw YamlValues.unknown(tag);
            };
    depth--;
    return collection;
  }

  private static String tag(Optional<String> tag) {
    return tag.filter(name -> !name.equals("!")).orElse("").replace("tag:yaml.org,2002:", "");
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      list.add(value(event));
    }
    return Collections.unmodifiableList(list);
  }

  private Map<String, @Nullable Object> map() {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (isMerge(event)) {
        merge(value(events.next()), merged);
      } else {
        own.put(key(value(event)), value(events.next()));
      }
    }
    merged.putAll(own);
    return Collections.unmodifiableMap(merged);
  }

  private static boolean isMerge(Event event) {
    return event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && scalar.getTag().isEmpty()
        && YamlScalars.kindOf(scalar.getValue()) == YamlScalars.Kind.MERGE;
  }

  private static void merge(@Nullable Object source, Map<String, @Nullable Object> merged) {
    switch (source) {
      case Map<?, ?> map -> map.forEach((key, value) -> merged.putIfAbsent(key.toString(), value));
      case Collection<?> sources -> sources.forEach(each -> merge(each, merged));
      case null, default -> throw new DecodeException("a YAML merge key needs a mapping");
    }
  }

  // Text of keys that are no text, as JSON would have it.
  private static String key(@Nullable Object key) {
    return switch (key) {
      case null -> "null";
      case String text -> text;
      case Boolean bool -> bool.toString();
      case Number number -> PythonRepr.of(number);
      default ->
          throw new DecodeException(
              "a key of a mapping must be text, but is " + PythonRepr.of(key));
    };
  }

  private void count(long more) {
    values += more;
    if (values > limits.maxValues()) {
      throw new LimitExceededException(
          "a body of more than %d values".formatted(limits.maxValues()));
    }
  }

  /** A value with an anchor, and how many values it consists of. */
  private record Anchored(@Nullable Object value, long size) {}
}
