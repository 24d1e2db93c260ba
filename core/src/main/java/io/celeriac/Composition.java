package io.celeriac;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing after another: what Celery's {@code |} makes of two signatures, and {@code chain()} of
 * several. Groups that something follows become chords; docs/protocol/canvas.md, section 3.1.
 */
final class Composition {

  private Composition() {}

  /** The two, one after the other. */
  static Draft then(Draft left, Draft right) {
    return switch (left) {
      case GroupDraft group -> isEmptyGroup(right) ? group : ChordDraft.of(group, right);
      case ChainDraft chain -> chainThen(chain, right);
      case ChordDraft chord -> chordThen(chord, right);
      case TaskDraft task -> taskThen(task, right);
    };
  }

  /** All of them, one after the other. */
  static Draft chain(List<Draft> steps) {
    Draft all = ChainDraft.of(List.of());
    for (Draft step : steps) {
      all = then(all, step);
    }
    return all;
  }

  private static boolean isEmptyGroup(Draft draft) {
    return draft instanceof GroupDraft group && group.tasks.isEmpty();
  }

  private static Draft taskThen(Draft task, Draft right) {
    List<Draft> steps = new ArrayList<>();
    steps.add(task);
    switch (right) {
      case ChainDraft chain -> steps.addAll(chain.unchained());
      case GroupDraft group -> steps.add(group.unrolled());
      case TaskDraft _, ChordDraft _ -> steps.add(right);
    }
    return ChainDraft.of(steps);
  }

  private static Draft chordThen(ChordDraft chord, Draft right) {
    Draft next = right instanceof GroupDraft group ? group.unrolled() : right;
    return switch (next) {
      // A group of one counts as its member, but is attached as it is, whatever that member is.
      case Draft member when right instanceof GroupDraft && member != right ->
          withBody(chord, member);
      case TaskDraft task -> withBody(chord, task);
      case ChordDraft other -> withBody(chord, other);
      case ChainDraft _, GroupDraft _ -> taskThen(chord, right);
    };
  }

  private static ChordDraft withBody(ChordDraft chord, Draft next) {
    ChordDraft copy = chord.copy();
    copy.body = then(copy.presentBody(), next);
    return copy;
  }

  private static Draft chainThen(ChainDraft chain, Draft right) {
    return switch (right) {
      case GroupDraft group when group.tasks.isEmpty() -> chain;
      case GroupDraft group when group.tasks.size() == 1 -> chainThen(chain, group.unrolled());
      case GroupDraft group -> {
        List<Draft> steps = chain.unchained();
        if (steps.isEmpty()) {
          yield group;
        }
        if (steps.getLast() instanceof ChordDraft chord) {
          chord.body = then(chord.presentBody(), group);
        } else {
          steps.add(group);
        }
        yield ChainDraft.of(steps);
      }
      case ChainDraft other -> {
        Draft all = chain;
        for (Draft step : other.unchained()) {
          all = then(all, step);
        }
        yield all;
      }
      case TaskDraft _, ChordDraft _ -> chainThenOne(chain, right);
    };
  }

  private static Draft chainThenOne(ChainDraft chain, Draft right) {
    Draft last = chain.tasks.isEmpty() ? null : chain.tasks.getLast();
    if (last instanceof GroupDraft) {
      ChainDraft copy = chain.copy();
      GroupDraft group = (GroupDraft) copy.tasks.removeLast();
      ChordDraft chord = ChordDraft.of(group, right);
      if (!copy.tasks.isEmpty() && copy.tasks.getLast() instanceof ChordDraft before) {
        // Two chords in a row: the second goes into the body of the first.
        before.body = then(before.presentBody(), chord);
      } else {
        copy.tasks.add(chord);
      }
      return copy;
    }
    if (last instanceof ChordDraft && !(right instanceof ChordDraft)) {
      ChainDraft copy = chain.copy();
      ChordDraft chord = (ChordDraft) copy.tasks.getLast();
      chord.body = then(chord.presentBody(), right);
      return copy;
    }
    List<Draft> steps = chain.unchained();
    steps.add(right);
    return ChainDraft.of(steps);
  }
}
