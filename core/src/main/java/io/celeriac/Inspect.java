package io.celeriac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to workers: for each node that answers, what it says. A node that answers with an error
 * is left out of the typed answers, and logged; {@link #request} has all. Thread-safe.
 */
public final class Inspect {

  private static final Logger LOG = LoggerFactory.getLogger(Inspect.class);

  private final Control control;

  Inspect(Control control) {
    this.control = control;
  }

  /** What each node answers to a command, as it came. */
  public Map<String, @Nullable Object> request(
      String command, Map<String, ? extends @Nullable Object> arguments) {
    Map<String, @Nullable Object> answers = new LinkedHashMap<>();
    for (NodeReply reply : control.broadcast(command, arguments)) {
      if (answers.containsKey(reply.node())) {
        LOG.warn(
            "Two nodes are named {}, and both answered; give each one a name of its own (-n)",
            reply.node());
      }
      answers.put(reply.node(), reply.value());
    }
    return answers;
  }

  private <T> Map<String, T> typed(
      String command,
      Map<String, ? extends @Nullable Object> arguments,
      Function<@Nullable Object, T> type) {
    Map<String, T> answers = new LinkedHashMap<>();
    request(command, arguments)
        .forEach((node, value) -> {
          if (value instanceof Map<?, ?> map && map.size() == 1 && map.containsKey("error")) {
            LOG.warn("{} answered {} with an error: {}", node, command, map.get("error"));
          } else {
            answers.put(node, type.apply(value));
          }
        });
    return answers;
  }

  /** Who is there. */
  public List<String> ping() {
    return new ArrayList<>(request("ping", Map.of()).keySet());
  }

  /** The tasks that run now. */
  public Map<String, List<TaskInfo>> active() {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("safe", null);
    return typed("active", arguments, value -> list(value, TaskInfo::of));
  }

  /** The tasks that wait for a free slot. */
  public Map<String, List<TaskInfo>> reserved() {
    return typed("reserved", Map.of(), value -> list(value, TaskInfo::of));
  }

  /** The tasks that wait for their time. */
  public Map<String, List<TaskInfo.Scheduled>> scheduled() {
    return typed("scheduled", Map.of(), value -> list(value, TaskInfo.Scheduled::of));
  }

  /** The ids of revoked tasks, the oldest first. */
  public Map<String, List<String>> revoked() {
    return typed("revoked", Map.of(), value -> list(value, String::valueOf));
  }

  /**
   * The registered tasks, with attributes of them: rate limit, exchange, key unless others are
   * asked for.
   */
  public Map<String, List<String>> registered(String... attributes) {
    return typed(
        "registered",
        Map.of("taskinfoitems", List.of(attributes)),
        value -> list(value, String::valueOf));
  }

  /** Statistics in Celery's form. */
  public Map<String, Map<String, @Nullable Object>> stats() {
    return typed("stats", Map.of(), Inspect::map);
  }

  /** The queues that are consumed, in Celery's form. */
  public Map<String, List<Map<String, @Nullable Object>>> activeQueues() {
    return typed("active_queues", Map.of(), value -> list(value, Inspect::map));
  }

  /** The settings, secrets masked; those that were set, or all. */
  public Map<String, Map<String, @Nullable Object>> conf(boolean withDefaults) {
    return typed("conf", Map.of("with_defaults", withDefaults), Inspect::map);
  }

  /** What belongs into a report of a bug. */
  public Map<String, String> report() {
    return typed("report", Map.of(), value -> String.valueOf(map(value).get("ok")));
  }

  /** Where tasks are, by their ids; the nodes leave out those that they do not know. */
  public Map<String, Map<String, TaskInfo.Found>> queryTask(String... ids) {
    return typed(
        "query_task",
        Map.of("ids", List.of(ids)),
        value -> {
          Map<String, TaskInfo.Found> found = new LinkedHashMap<>();
          map(value).forEach((id, each) -> found.put(id, TaskInfo.Found.of(each)));
          return found;
        });
  }

  /** The logical clocks. */
  public Map<String, Long> clock() {
    return typed(
        "clock",
        Map.of(),
        value -> map(value).get("clock") instanceof Number clock ? clock.longValue() : 0L);
  }

  private static <T> List<T> list(@Nullable Object value, Function<@Nullable Object, T> type) {
    return value instanceof List<?> list ? list.stream().<T>map(type).toList() : List.of();
  }

  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
    }
    return members;
  }
}
