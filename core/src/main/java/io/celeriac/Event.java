package io.celeriac;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a worker or a task, or that an application tells of. An immutable
 * value.
 *
 * @param type what happened: {@code task-succeeded}, {@code worker-heartbeat}, or a type of an
 *     application's own
 * @param hostname the node that sent it
 * @param clock the logical clock by which events of a cluster are ordered
 * @param timestamp when it happened, by the clock of the sender
 * @param received when it arrived here
 * @param fields everything that it carries, by Celery's names
 */
public record Event(
    String type,
    String hostname,
    long clock,
    Instant timestamp,
    Instant received,
    Map<String, @Nullable Object> fields) {

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public Event(
      String type,
      String hostname,
      long clock,
      Instant timestamp,
      Instant received,
      Map<String, @Nullable Object> fields) {
    this.type = type;
    this.hostname = hostname;
    this.clock = clock;
    this.timestamp = timestamp;
    this.received = received;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The first word of its type: {@code task}, {@code worker}, or an application's own. */
  public String group() {
    int dash = type.indexOf('-');
    return dash < 0 ? type : type.substring(0, dash);
  }

  /** What of its type follows the group: {@code succeeded}; empty when nothing does. */
  public String subject() {
    int dash = type.indexOf('-');
    return dash < 0 ? "" : type.substring(dash + 1);
  }

  /** The id of the task that it is about. */
  public Optional<String> uuid() {
    return text("uuid");
  }

  /** A field that is text. */
  public Optional<String> text(String field) {
    return fields.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A field that is a number. */
  public OptionalDouble number(String field) {
    return fields.get(field) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }
}
