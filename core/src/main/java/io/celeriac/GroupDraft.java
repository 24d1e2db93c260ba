package io.celeriac;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group: calls that run side by side. The list of its members is shared with the groups and
 * chords that are made of it, and freezing replaces what is in it.
 */
final class GroupDraft extends Draft {

  List<Draft> tasks;
  private final Type resultType;

  GroupDraft(List<Draft> tasks, Map<String, @Nullable Object> options, Type resultType) {
    super(List.of(), options, false);
    this.tasks = tasks;
    this.resultType = resultType;
  }

  /** A group of these very members. */
  static GroupDraft sharing(List<Draft> tasks) {
    return new GroupDraft(tasks, new LinkedHashMap<>(), List.class);
  }

  @Override
  String task() {
    return BuiltinTasks.GROUP;
  }

  @Override
  Type resultType() {
    return resultType;
  }

  /** The members are copied when they are put to use, so a copy has a list of its own, no more. */
  @Override
  GroupDraft copy() {
    return new GroupDraft(new ArrayList<>(tasks), copyOfOptions(), resultType);
  }

  /** Itself, or its only member. */
  Draft unrolled() {
    return tasks.size() == 1 ? tasks.getFirst() : this;
  }

  /** The callback goes to the first member, which can give it no result. */
  @Override
  void link(Draft callback) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("An empty group has no member to link a callback to");
    }
    Draft copy = callback.copy();
    copy.immutable = true;
    tasks.getFirst().link(copy);
  }

  /** Any member may fail, so each has it. */
  @Override
  void linkError(Draft errback) {
    tasks.forEach(each -> each.linkError(errback.copy()));
  }

  @Override
  ResultNode freeze(Frozen from, Ids ids) {
    if (!options.containsKey(TASK_ID)) {
      options.put(TASK_ID, ids.next());
    }
    if (from.groupId() != null) {
      options.put("group_id", from.groupId());
    }
    if (from.chord() != null) {
      options.put(CHORD, from.chord());
    }
    if (from.groupIndex() != null) {
      options.put("group_index", from.groupIndex());
    }
    if (!options.containsKey("root_id")) {
      options.put("root_id", from.rootId());
    }
    if (!options.containsKey("parent_id")) {
      options.put("parent_id", from.parentId());
    }
    List<ResultNode> results =
        freezeMembers(
            new Frozen(
                null, from.groupId(), from.chord(), text("root_id"), text("parent_id"), null),
            ids);
    return ResultNode.group(String.valueOf(options.get(TASK_ID)), resultType, results);
  }

  /**
   * Freezes copies of the members, which take their place in the shared list. Groups in it are
   * flattened as Celery does: their members come in reverse order, where the group was.
   */
  private List<ResultNode> freezeMembers(Frozen from, Ids ids) {
    Deque<Draft> stack = new ArrayDeque<>(tasks);
    List<Draft> flat = new ArrayList<>(tasks.size());
    List<ResultNode> results = new ArrayList<>(tasks.size());
    while (!stack.isEmpty()) {
      switch (stack.removeFirst()) {
        case GroupDraft nested -> nested.tasks.forEach(stack::addFirst);
        case ChainDraft chain when chain.tasks.isEmpty() -> {}
        case Draft member -> {
          Draft copy = member.copy();
          flat.add(copy);
          results.add(
              copy.freeze(
                  new Frozen(
                      null,
                      from.groupId(),
                      from.chord(),
                      from.rootId(),
                      from.parentId(),
                      results.size()),
                  ids));
        }
      }
    }
    tasks.clear();
    tasks.addAll(flat);
    return results;
  }

  @Override
  int parts() {
    return tasks.stream().mapToInt(Draft::parts).sum();
  }

  @Override
  Map<String, @Nullable Object> toMap(ValueConverter converter) {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("tasks", wire(tasks, converter));
    return map(task(), List.of(), kwargs, options, "group", false, converter);
  }

  @Override
  Signature<?> toSignature() {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("tasks", tasks.stream().map(Draft::toSignature).toList());
    return Signature.drafted(task(), List.of(), kwargs, options, false, "group", resultType, null);
  }
}
