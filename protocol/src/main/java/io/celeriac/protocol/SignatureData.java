package io.celeriac.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A signature as it travels inside a message: a task yet to be called, or a composite of several
 * (chain, group, chord), whose members stay plain maps within {@code kwargs}.
 *
 * @param task name of the task; {@code celery.chain} and the like for composites
 * @param args positional arguments
 * @param kwargs keyword arguments; the members of a composite
 * @param options execution options, flat, by Celery's names
 * @param subtaskType {@code chain}, {@code group}, {@code chord}, {@code xmap}, {@code xstarmap},
 *     {@code chunks}, or null for a plain task
 * @param immutable whether the parent's result is kept out of {@code args}
 */
public record SignatureData(
    String task,
    List<@Nullable Object> args,
    Map<String, @Nullable Object> kwargs,
    Map<String, @Nullable Object> options,
    @Nullable String subtaskType,
    boolean immutable) {

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public SignatureData(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      @Nullable String subtaskType,
      boolean immutable) {
    this.task = Objects.requireNonNull(task, "task");
    this.args = Immutable.list(args);
    this.kwargs = Immutable.map(kwargs);
    this.options = Immutable.map(options);
    this.subtaskType = subtaskType;
    this.immutable = immutable;
  }

  /** Returns the mapping that goes on the wire, always with all six members. */
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("task", task);
    map.put("args", args);
    map.put("kwargs", kwargs);
    map.put("options", options);
    map.put("subtask_type", subtaskType);
    map.put("immutable", immutable);
    return map;
  }

  /**
   * Reads a mapping from the wire. Only {@code task} must be there; other members that are missing
   * or null count as empty, and unknown ones are ignored.
   *
   * @throws IllegalArgumentException if {@code task} is missing or a member has another type
   */
  public static SignatureData fromMap(Map<?, ?> map) {
    Members members = new Members(map, "signature");
    return new SignatureData(
        members.requiredText("task"),
        members.list("args"),
        members.map("kwargs"),
        members.map("options"),
        members.text("subtask_type"),
        members.truth("immutable"));
  }
}
