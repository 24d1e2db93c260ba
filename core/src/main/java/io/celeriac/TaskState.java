package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task from its events, which may come in any order: one that logically happened
 * before what is known already adds to it, and does not change the state. An immutable value.
 *
 * @param uuid its id
 * @param state the state that its events have led to, such as STARTED
 * @param moments when it was sent, received, started and so on, as far as it is known
 * @param worker the worker that last told of it
 * @param client the process that sent it, if it tells
 * @param fields what was told of it, by Celery's names
 */
public record TaskState(
    String uuid,
    String state,
    Map<String, Instant> moments,
    Optional<String> worker,
    Optional<String> client,
    Map<String, @Nullable Object> fields) {

  private static final Map<String, String> STATES =
      Map.of(
          "sent", "PENDING",
          "received", "RECEIVED",
          "started", "STARTED",
          "failed", "FAILURE",
          "retried", "RETRY",
          "succeeded", "SUCCESS",
          "revoked", "REVOKED",
          "rejected", "REJECTED");

  /** From the last state to the first; an application's own are where the empty name is. */
  private static final List<String> PRECEDENCE =
      List.of(
          "SUCCESS",
          "FAILURE",
          "",
          "REVOKED",
          "STARTED",
          "RECEIVED",
          "REJECTED",
          "RETRY",
          "PENDING");

  /** What of a late {@code task-received} is taken. */
  private static final Set<String> OF_LATE_RECEIVED =
      Set.of("name", "args", "kwargs", "parent_id", "root_id", "retries", "eta", "expires");

  private static final Set<String> READY = Set.of("SUCCESS", "FAILURE", "REVOKED");

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public TaskState(
      String uuid,
      String state,
      Map<String, Instant> moments,
      Optional<String> worker,
      Optional<String> client,
      Map<String, @Nullable Object> fields) {
    this.uuid = uuid;
    this.state = state;
    this.moments = Map.copyOf(moments);
    this.worker = worker;
    this.client = client;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static TaskState unknown(String uuid) {
    return new TaskState(uuid, "PENDING", Map.of(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** With what an event tells. */
  TaskState after(Event event) {
    String subject = event.subject();
    String next =
        Objects.requireNonNullElseGet(
            STATES.get(subject), () -> subject.toUpperCase(java.util.Locale.ROOT));
    boolean late =
        !next.equals("RETRY") && !state.equals("RETRY") && precedence(next) > precedence(state);
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(fields);
    event
        .fields()
        .forEach((name, value) -> {
          if (!late || !next.equals("RECEIVED") || OF_LATE_RECEIVED.contains(name)) {
            merged.put(name, value);
          }
        });
    Map<String, Instant> times = new LinkedHashMap<>(moments);
    if (STATES.containsKey(subject)) {
      times.put(subject, event.timestamp());
    }
    boolean ofClient = subject.equals("sent");
    return new TaskState(
        uuid,
        late ? state : next,
        times,
        ofClient ? worker : Optional.of(event.hostname()),
        ofClient ? Optional.of(event.hostname()) : client,
        merged);
  }

  private static int precedence(String state) {
    int index = PRECEDENCE.indexOf(state);
    return index < 0 ? PRECEDENCE.indexOf("") : index;
  }

  /** Whether it has ended for good. */
  public boolean isReady() {
    return READY.contains(state);
  }

  /** Its name, which only {@code task-sent} and {@code task-received} tell. */
  public Optional<String> name() {
    return text("name");
  }

  /** Its positional arguments, as Python shows them. */
  public Optional<String> args() {
    return text("args");
  }

  /** Its keyword arguments, as Python shows them. */
  public Optional<String> kwargs() {
    return text("kwargs");
  }

  /** Its result, as Python shows it. */
  public Optional<String> result() {
    return text("result");
  }

  /** The exception that it last ended in, as Python shows it. */
  public Optional<String> exception() {
    return text("exception");
  }

  public Optional<String> traceback() {
    return text("traceback");
  }

  /** How long it ran, when it succeeded. */
  public Optional<Duration> runtime() {
    return fields.get("runtime") instanceof Number seconds
        ? Optional.of(Duration.ofNanos((long) (seconds.doubleValue() * 1e9)))
        : Optional.empty();
  }

  /** When it was last told of, in the order of the moments. */
  public Optional<Instant> lastMoment() {
    return moments.values().stream().max(Instant::compareTo);
  }

  /** When something happened to it: sent, received, started, succeeded, failed, retried. */
  public Optional<Instant> moment(String subject) {
    return Optional.ofNullable(moments.get(subject));
  }

  /** A field that is text. */
  public Optional<String> text(String field) {
    return fields.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
