package io.celeriac;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A chain: one step after the other, each with the result of the one before. */
final class ChainDraft extends Draft {

  /** Options that a chain takes for itself instead of passing them to its first step. */
  private static final Set<String> OWN_OPTIONS =
      Set.of(CHORD, "group_id", "group_index", LINK, LINK_ERROR, "parent_id", "root_id", TASK_ID);

  List<Draft> tasks;

  ChainDraft(
      List<Draft> tasks,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> options,
      boolean immutable) {
    super(args, options, immutable);
    this.tasks = tasks;
  }

  static ChainDraft of(List<Draft> tasks) {
    return new ChainDraft(new ArrayList<>(tasks), List.of(), new LinkedHashMap<>(), false);
  }

  @Override
  String task() {
    return BuiltinTasks.CHAIN;
  }

  @Override
  Type resultType() {
    return tasks.isEmpty() ? Object.class : tasks.getLast().resultType();
  }

  /** As in Celery, a copy forgets that it was immutable. */
  @Override
  ChainDraft copy() {
    List<Draft> copies = new ArrayList<>(tasks.size());
    tasks.forEach(each -> copies.add(each.copy()));
    return new ChainDraft(copies, List.of(), copyOfOptions(), false);
  }

  @Override
  ResultNode freeze(Frozen from, Ids ids) {
    ChainSteps steps = ChainSteps.frozen(this, from, ids);
    if (steps.results().isEmpty()) {
      throw new IllegalArgumentException("An empty chain has no result and cannot be part of this");
    }
    return steps.results().getFirst();
  }

  /** The last step that contributes anything is the chain's part. */
  @Override
  int parts() {
    for (Draft each : tasks.reversed()) {
      int parts = each.parts();
      if (parts > 0) {
        return parts;
      }
    }
    return 0;
  }

  /** Copies of its steps that carry its links: callbacks on the last, error callbacks on each. */
  List<Draft> unchained() {
    List<Draft> steps = new ArrayList<>(tasks.size());
    tasks.forEach(each -> steps.add(each.copy()));
    if (!steps.isEmpty()) {
      drafts(LINK).forEach(steps.getLast()::link);
    }
    for (Draft errback : drafts(LINK_ERROR)) {
      steps.forEach(step -> step.linkError(errback));
    }
    return steps;
  }

  /** The options that its first step gets from it. */
  Map<String, @Nullable Object> optionsOfFirst() {
    Map<String, @Nullable Object> passed = new LinkedHashMap<>(options);
    passed.keySet().removeAll(OWN_OPTIONS);
    return passed;
  }

  /**
   * Splits chord steps whose bodies are chains, so that no header carries the rest of the chain.
   */
  void unrollChords() {
    List<Draft> pending = new ArrayList<>(tasks);
    List<Draft> unrolled = new ArrayList<>();
    while (!pending.isEmpty()) {
      Draft task = pending.removeFirst();
      if (task instanceof ChainDraft inner) {
        ChainDraft copy = inner.copy();
        copy.unrollChords();
        task = copy;
      }
      if (task instanceof ChordDraft chord && chord.bodyIsChainLedByTask()) {
        pending.addAll(0, chord.unrolledBody());
      } else {
        unrolled.add(task);
      }
    }
    tasks = unrolled;
  }

  @Override
  Map<String, @Nullable Object> toMap(ValueConverter converter) {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("tasks", wire(tasks, converter));
    return map(task(), args, kwargs, options, "chain", immutable, converter);
  }

  @Override
  Signature<?> toSignature() {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("tasks", tasks.stream().map(Draft::toSignature).toList());
    return Signature.drafted(task(), args, kwargs, options, immutable, "chain", resultType(), null);
  }
}
