package io.celeriac;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task in the hands of a worker, as that tells of it.
 *
 * @param members what it told, by Celery's names
 */
public record TaskInfo(Map<String, @Nullable Object> members) {

  static TaskInfo of(@Nullable Object value) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
    }
    return new TaskInfo(members);
  }

  /** The task's id. */
  public String id() {
    return String.valueOf(members.get("id"));
  }

  /** The name to show. */
  public String name() {
    return String.valueOf(members.get("name"));
  }

  /** Its positional arguments, or the text that shows them. */
  public @Nullable Object args() {
    return members.get("args");
  }

  /** Its keyword arguments, or the text that shows them. */
  public @Nullable Object kwargs() {
    return members.get("kwargs");
  }

  /** Whether its message has been acknowledged. */
  public boolean acknowledged() {
    return Boolean.TRUE.equals(members.get("acknowledged"));
  }

  /** When it started; empty when it has not. */
  public Optional<Instant> started() {
    return members.get("time_start") instanceof Number seconds
        ? Optional.of(Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000)))
        : Optional.empty();
  }

  /** The process that runs it; empty when none does. */
  public Optional<Long> workerPid() {
    return members.get("worker_pid") instanceof Number pid
        ? Optional.of(pid.longValue())
        : Optional.empty();
  }

  /**
   * A task that waits for its time.
   *
   * @param eta its time, ISO 8601
   * @param task the task
   */
  public record Scheduled(Optional<String> eta, TaskInfo task) {
    static Scheduled of(@Nullable Object value) {
      Map<?, ?> map = value instanceof Map<?, ?> members ? members : Map.of();
      return new Scheduled(
          Optional.ofNullable(map.get("eta")).map(String::valueOf),
          TaskInfo.of(map.get("request")));
    }
  }

  /**
   * A task that was asked for by its id.
   *
   * @param state {@code active}, {@code reserved}, {@code scheduled} or {@code ready}
   * @param task the task
   */
  public record Found(String state, TaskInfo task) {
    static Found of(@Nullable Object value) {
      List<?> pair = value instanceof List<?> list && list.size() == 2 ? list : List.of("", "");
      return new Found(String.valueOf(pair.getFirst()), TaskInfo.of(pair.getLast()));
    }
  }
}
