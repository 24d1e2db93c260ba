package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a worker from its events. An immutable value.
 *
 * @param hostname its node name
 * @param lastHeartbeat when it was last heard of; empty when it has gone, or said nothing yet
 * @param fields what it last told, by Celery's names
 */
public record WorkerState(
    String hostname, Optional<Instant> lastHeartbeat, Map<String, @Nullable Object> fields) {

  /** How often one is taken to tell that it is alive that has not said. */
  private static final double UNKNOWN_FREQUENCY = 60;

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public WorkerState(
      String hostname, Optional<Instant> lastHeartbeat, Map<String, @Nullable Object> fields) {
    this.hostname = hostname;
    this.lastHeartbeat = lastHeartbeat;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static WorkerState unknown(String hostname) {
    return new WorkerState(hostname, Optional.empty(), Map.of());
  }

  /** With what one of its own events tells. */
  WorkerState after(Event event) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(fields);
    merged.putAll(event.fields());
    return event.subject().equals("offline")
        ? new WorkerState(hostname, Optional.empty(), merged)
        : new WorkerState(hostname, latest(event.received()), merged);
  }

  /** Heard of by an event of one of its tasks. */
  WorkerState heardOf(Instant time) {
    return new WorkerState(hostname, latest(time), fields);
  }

  private Optional<Instant> latest(Instant time) {
    return lastHeartbeat.filter(time::isBefore).or(() -> Optional.of(time));
  }

  /** How often it tells that it is alive. */
  public Duration frequency() {
    double seconds =
        fields.get("freq") instanceof Number number ? number.doubleValue() : UNKNOWN_FREQUENCY;
    return Duration.ofNanos((long) (Math.clamp(seconds, 0, 1e6) * 1e9));
  }

  /** Whether it was heard of within twice the time between its heartbeats. */
  public boolean isAlive(Instant now) {
    return lastHeartbeat
        .filter(last -> now.isBefore(last.plus(frequency().multipliedBy(2))))
        .isPresent();
  }

  /** How many tasks it runs. */
  public OptionalLong active() {
    return number("active");
  }

  /** How many tasks it has accepted since its start. */
  public OptionalLong processed() {
    return number("processed");
  }

  /** Its process. */
  public OptionalLong pid() {
    return number("pid");
  }

  /** The load of its machine over one, five and fifteen minutes; empty when it does not tell. */
  public List<Double> loadAverage() {
    return fields.get("loadavg") instanceof List<?> list
        ? list.stream()
            .filter(Number.class::isInstance)
            .map(each -> ((Number) each).doubleValue())
            .toList()
        : List.of();
  }

  /** What runs there, such as {@code py-celery 5.7.0}; empty when it does not tell. */
  public String software() {
    String ident = fields.get("sw_ident") instanceof String text ? text : "";
    String version = fields.get("sw_ver") instanceof String text ? text : "";
    return (ident + " " + version).strip();
  }

  private OptionalLong number(String field) {
    return fields.get(field) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
