package io.celeriac;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a chain as they go into a message: spliced, groups upgraded to chords, each with its
 * id, and in reverse, so that a worker takes the next one off the end. docs/protocol/canvas.md,
 * section 3.
 *
 * @param tasks the steps, the last one first
 * @param results what they result in, in the same order
 */
record ChainSteps(List<Draft> tasks, List<ResultNode> results) {

  /** For a chain that is given its ids as it is written, in place. */
  static ChainSteps frozen(ChainDraft chain, Draft.Frozen from, Draft.Ids ids) {
    return new Walk(chain, chain.args, Map.of(), List.of(), from, ids, false).steps();
  }

  /**
   * For a chain that is about to run: of copies, with chord bodies split.
   *
   * @param args what the first step gets in front of its arguments
   * @param errbacks error callbacks of the whole chain
   */
  static ChainSteps toRun(
      ChainDraft chain,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      List<Draft> errbacks,
      Draft.Frozen from,
      Draft.Ids ids) {
    return new Walk(chain, args, kwargs, errbacks, from, ids, true).steps();
  }

  /** The walk from the last step to the first. */
  private static final class Walk {
    private final ChainDraft chain;
    private final List<@Nullable Object> args;
    private final Map<String, @Nullable Object> kwargs;
    private final List<Draft> errbacks;
    private final Draft.Frozen from;
    private final Draft.Ids ids;
    private final boolean copying;
    private final Deque<Draft> left = new ArrayDeque<>();
    private final List<Draft> tasks = new ArrayList<>();
    private final List<ResultNode> results = new ArrayList<>();
    private boolean lastFrozen;
    private @Nullable Draft after;
    private @Nullable ResultNode afterResult;

    Walk(
        ChainDraft chain,
        List<@Nullable Object> args,
        Map<String, @Nullable Object> kwargs,
        List<Draft> errbacks,
        Draft.Frozen from,
        Draft.Ids ids,
        boolean copying) {
      this.chain = chain;
      this.args = args;
      this.kwargs = kwargs;
      this.errbacks = errbacks;
      this.from = from;
      this.ids = ids;
      this.copying = copying;
      left.addAll(chain.tasks);
    }

    ChainSteps steps() {
      normaliseHead();
      while (!left.isEmpty()) {
        step(left.removeLast());
      }
      chain.options.put(Draft.TASK_ID, results.isEmpty() ? from.id() : results.getFirst().id());
      if (copying) {
        tasks.forEach(HeaderLinks::strip);
      }
      return new ChainSteps(tasks, results);
    }

    /** The first real task gets the arguments, so what contributes none must not come first. */
    private void normaliseHead() {
      Draft empty = null;
      while (!left.isEmpty()) {
        Draft head = left.getFirst();
        if (head instanceof ChainDraft inner) {
          left.removeFirst();
          ChainDraft spliced = copying ? inner.copy() : inner;
          spliced.tasks.reversed().forEach(left::addFirst);
          continue;
        }
        if (head instanceof GroupDraft group) {
          left.removeFirst();
          left.addFirst(group.unrolled());
          if (group.tasks.isEmpty() && left.size() > 1) {
            empty = left.removeFirst();
            continue;
          }
        }
        break;
      }
      if (empty != null && left.isEmpty()) {
        left.add(empty);
      }
    }

    private void step(Draft given) {
      boolean first = left.isEmpty();
      Draft task = given instanceof GroupDraft group ? group.unrolled() : given;
      if (task instanceof GroupDraft group && group.tasks.isEmpty() && !(first && after == null)) {
        return;
      }
      if (copying && task instanceof ChordDraft chord && chord.bodyIsChainLedByTask()) {
        left.addAll(chord.unrolledBody());
        return;
      }
      if (copying) {
        task = task.copy();
      }
      if (first) {
        task.prepend(args);
        if (copying && task instanceof TaskDraft call && !call.immutable) {
          call.kwargs.putAll(kwargs);
        }
      }
      if (task instanceof ChainDraft inner) {
        left.addAll(inner.tasks);
        return;
      }
      if (task instanceof GroupDraft group && after != null) {
        task = upgraded(group, after);
      }
      ResultNode result =
          task.freeze(
              lastFrozen
                  ? Draft.Frozen.root(from.rootId())
                  : new Draft.Frozen(
                      from.id(),
                      from.groupId(),
                      from.chord(),
                      from.rootId(),
                      null,
                      from.groupIndex()),
              ids);
      lastFrozen = true;
      if (after != null && afterResult != null && afterResult.parent() == null) {
        afterResult.parent(result);
      }
      for (Draft errback : errbacks) {
        if (task instanceof ChordDraft chord) {
          chord.linkError(errback, ids.headerErrbacks());
        } else {
          task.linkError(errback);
        }
      }
      tasks.add(task);
      results.add(result);
      after = task;
      afterResult = task instanceof ChordDraft ? result.first() : result;
    }

    /** A group that something comes after is the header of a chord, whose body that becomes. */
    private ChordDraft upgraded(GroupDraft group, Draft next) {
      tasks.removeLast();
      ResultNode bodyResult = results.removeLast();
      after = tasks.isEmpty() ? null : tasks.getLast();
      ChordDraft chord = ChordDraft.of(group, next);
      if (afterResult != null && !afterResult.isGroup()) {
        chord.options.put(Draft.TASK_ID, afterResult.id());
      }
      chord.options.put("root_id", from.rootId());
      // The rest of the chain hung on the body's result; it is to hang on the chord's.
      ResultNode rest = results.isEmpty() ? null : results.getLast().childOf(bodyResult);
      if (rest != null) {
        rest.parent(null);
        afterResult = rest;
      }
      return chord;
    }
  }
}
