package io.celeriac;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call of one task. {@code map}, {@code starmap} and {@code chunks} are such calls too. */
final class TaskDraft extends Draft {

  private final String task;
  private final Type resultType;
  private final @Nullable TaskOptions declared;
  private final boolean ours;
  Map<String, @Nullable Object> kwargs;

  /**
   * A call.
   *
   * @param ours whether it was made in this process, where the class of {@code map} and the like is
   *     known; one that travelled is a plain call of {@code celery.map}
   */
  TaskDraft(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      boolean immutable,
      Type resultType,
      @Nullable TaskOptions declared,
      boolean ours) {
    super(args, options, immutable);
    this.task = task;
    this.kwargs = kwargs;
    this.resultType = resultType;
    this.declared = declared;
    this.ours = ours;
  }

  @Override
  String task() {
    return task;
  }

  @Override
  Type resultType() {
    return resultType;
  }

  /** Whether it was made in this process. */
  boolean isOurs() {
    return ours;
  }

  /** The options that the task's declaration gives, where they are known here. */
  Optional<TaskOptions> declared() {
    return Optional.ofNullable(declared);
  }

  @Override
  TaskDraft copy() {
    return new TaskDraft(
        task,
        args,
        new LinkedHashMap<>(kwargs),
        copyOfOptions(),
        immutable,
        resultType,
        declared,
        ours);
  }

  @Override
  ResultNode freeze(Frozen from, Ids ids) {
    if (!options.containsKey(TASK_ID)) {
      options.put(TASK_ID, from.id() == null ? ids.next() : from.id());
    }
    if (from.rootId() != null) {
      options.put("root_id", from.rootId());
    }
    if (from.parentId() != null) {
      options.put("parent_id", from.parentId());
    }
    options.putIfAbsent("reply_to", ids.replyTo());
    if (from.groupId() != null && !options.containsKey("group_id")) {
      options.put("group_id", from.groupId());
    }
    if (from.chord() != null) {
      options.put(CHORD, from.chord());
    }
    if (from.groupIndex() != null) {
      options.put("group_index", from.groupIndex());
    }
    return ResultNode.task(String.valueOf(options.get(TASK_ID)), resultType);
  }

  @Override
  int parts() {
    return 1;
  }

  /** The task by whose name it is routed: that which a map or starmap calls. */
  String routedBy() {
    if (ours && isMap() && kwargs.get("task") instanceof Signature<?> inner) {
      return inner.task();
    }
    return task;
  }

  private boolean isMap() {
    return task.equals(BuiltinTasks.MAP) || task.equals(BuiltinTasks.STARMAP);
  }

  /** The group of starmaps that a call of chunks is, when it was made here; null otherwise. */
  @Nullable GroupDraft chunks() {
    if (!ours
        || !task.equals(BuiltinTasks.CHUNKS)
        || !(kwargs.get("it") instanceof List<?> items)
        || !(kwargs.get("n") instanceof Integer size)) {
      return null;
    }
    return chunks(kwargs.get("task"), items, size, resultType);
  }

  /**
   * Groups calls of starmap with so many items each.
   *
   * @param resultType the type of the whole result, a list of lists
   */
  static GroupDraft chunks(@Nullable Object inner, List<?> items, int size, Type resultType) {
    Type part =
        resultType instanceof ParameterizedType list
            ? list.getActualTypeArguments()[0]
            : List.class;
    List<Draft> parts = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
      kwargs.put("task", inner);
      kwargs.put("it", items.subList(from, Math.min(items.size(), from + size)));
      parts.add(
          new TaskDraft(
              BuiltinTasks.STARMAP,
              List.of(),
              kwargs,
              new LinkedHashMap<>(),
              true,
              part,
              null,
              true));
    }
    return new GroupDraft(parts, new LinkedHashMap<>(), resultType);
  }

  @Override
  Map<String, @Nullable Object> toMap(ValueConverter converter) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    kwargs.forEach((name, value) -> wire.put(name, wire(value, converter)));
    return map(task, args, wire, options, null, immutable, converter);
  }

  @Override
  Signature<?> toSignature() {
    return Signature.drafted(task, args, kwargs, options, immutable, null, resultType, declared);
  }
}
