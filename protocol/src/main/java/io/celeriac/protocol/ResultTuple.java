package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result by its id, with what it hangs on: how a workflow's results travel in {@code children},
 * in saved groups and as values. {@code [[id, parent], null]} for a task, {@code [[id, parent],
 * [member, …]]} for a group; docs/protocol/results.md, section 5.
 *
 * @param id the task's id, or the group's
 * @param parent the result that came before in a chain, or null
 * @param members the results of a group in order; null for a task
 */
public record ResultTuple(
    String id, @Nullable ResultTuple parent, @Nullable List<ResultTuple> members) {

  public ResultTuple {
    members = members == null ? null : List.copyOf(members);
  }

  /** The result of a task that hangs on nothing. */
  public static ResultTuple task(String id) {
    return new ResultTuple(id, null, null);
  }

  /** The result of a group that hangs on nothing. */
  public static ResultTuple group(String id, List<ResultTuple> members) {
    return new ResultTuple(id, null, members);
  }

  /** Whether it stands for several. */
  public boolean isGroup() {
    return members != null;
  }

  /** The same with another parent. */
  public ResultTuple withParent(@Nullable ResultTuple other) {
    return new ResultTuple(id, other, members);
  }

  /** Its wire form: two nested lists. */
  public List<@Nullable Object> toWire() {
    List<@Nullable Object> own = new ArrayList<>(2);
    own.add(id);
    own.add(parent == null ? null : parent.toWire());
    List<@Nullable Object> tuple = new ArrayList<>(2);
    tuple.add(Collections.unmodifiableList(own));
    tuple.add(members == null ? null : members.stream().map(ResultTuple::toWire).toList());
    return Collections.unmodifiableList(tuple);
  }

  /**
   * Reads the wire form; a bare id counts as a task without a parent, as in Celery.
   *
   * @throws IllegalArgumentException when it is of another shape
   */
  public static ResultTuple fromWire(@Nullable Object wire) {
    if (wire instanceof String id) {
      return task(id);
    }
    if (!(wire instanceof List<?> tuple) || tuple.isEmpty() || tuple.size() > 2) {
      throw shape(wire);
    }
    Object members = tuple.size() == 2 ? tuple.get(1) : null;
    if (members != null && !(members instanceof List<?>)) {
      throw shape(wire);
    }
    List<ResultTuple> results =
        members instanceof List<?> list ? list.stream().map(ResultTuple::fromWire).toList() : null;
    return switch (tuple.getFirst()) {
      case String id -> new ResultTuple(id, null, results);
      case List<?> own when own.size() == 2 && own.getFirst() instanceof String id ->
          new ResultTuple(id, own.get(1) == null ? null : fromWire(own.get(1)), results);
      case null, default -> throw shape(wire);
    };
  }

  /** Whether a value is of the wire form's shape, so that {@link #fromWire} reads it. */
  public static boolean is(@Nullable Object wire) {
    if (wire instanceof Map<?, ?> || wire == null) {
      return false;
    }
    try {
      fromWire(wire);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static IllegalArgumentException shape(@Nullable Object wire) {
    return new IllegalArgumentException(
        "a result must be [[id, parent], members], but is " + Shown.of(wire));
  }
}
