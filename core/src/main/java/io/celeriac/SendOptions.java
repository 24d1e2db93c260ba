package io.celeriac;

import io.celeriac.protocol.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of one call, by Celery's own names and in the form that signatures carry them, so
 * that those of another language are kept as they are. An immutable value.
 *
 * @param values option name to value, of the serializers' value model
 */
public record SendOptions(Map<String, @Nullable Object> values) {

  /** No option given. */
  public static final SendOptions NONE = new SendOptions(Map.of());

  public SendOptions {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** With one more option, by Celery's name for it. */
  public SendOptions with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new SendOptions(more);
  }

  /** These, and over them all that the others give. */
  public SendOptions overlay(SendOptions others) {
    if (others.values.isEmpty()) {
      return this;
    }
    Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
    more.putAll(others.values);
    return new SendOptions(more);
  }

  SendOptions without(String name) {
    Map<String, @Nullable Object> fewer = new LinkedHashMap<>(values);
    fewer.remove(name);
    return new SendOptions(fewer);
  }

  /** A text option; empty when it is not given or null. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(String::valueOf);
  }

  /** A whole number; empty when it is not given or null. */
  public Optional<Integer> integer(String name) {
    return Optional.ofNullable(values.get(name))
        .map(value ->
            value instanceof Number n
                ? n.intValue()
                : Integer.parseInt(String.valueOf(value).strip()));
  }

  /** A truth value; empty when it is not given or null. */
  public Optional<Boolean> truth(String name) {
    return values.get(name) instanceof Boolean b ? Optional.of(b) : Optional.empty();
  }

  /** A duration, which travels as a number of seconds; empty when it is not given or null. */
  public Optional<Duration> seconds(String name) {
    return values.get(name) instanceof Number n
        ? Optional.of(Duration.ofNanos(Math.round(n.doubleValue() * 1e9)))
        : Optional.empty();
  }

  /** A point in time, which travels as a date-time or its text; empty when not given or null. */
  public Optional<OffsetDateTime> time(String name) {
    return switch (values.get(name)) {
      case null -> Optional.empty();
      case OffsetDateTime t -> Optional.of(t);
      case Instant t -> Optional.of(t.atOffset(ZoneOffset.UTC));
      case LocalDateTime t -> Optional.of(t.atOffset(ZoneOffset.UTC));
      case String text -> Optional.of(IsoTime.parse(text).atOffset(ZoneOffset.UTC));
      default -> Optional.empty();
    };
  }

  static Object secondsOf(Duration duration) {
    return duration.getNano() == 0
        ? (Object) duration.getSeconds()
        : (Object) (duration.toNanos() / 1e9);
  }
}
