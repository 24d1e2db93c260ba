package io.celeriac;

import io.celeriac.protocol.Embed;
import io.celeriac.protocol.SignatureData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a signature in the place of a running task: it gets the task's id, callbacks, place in its
 * group and chord, and the rest of its chain. docs/protocol/canvas.md, section 10.
 */
final class Replacement {

  private static final String NESTING = "replaced_task_nesting";

  private Replacement() {}

  /** The draft that is to be applied instead. */
  static Draft of(Signature<?> signature, TaskRequest request, Draft.Ids ids) {
    Draft draft = joined(Drafts.of(signature));
    Embed embed = request.embed();
    List<SignatureData> callbacks = embed.callbacks() == null ? List.of() : embed.callbacks();
    List<SignatureData> errbacks = embed.errbacks() == null ? List.of() : embed.errbacks();
    for (SignatureData callback : callbacks) {
      draft.link(Drafts.of(callback));
    }
    for (SignatureData errback : errbacks) {
      if (draft instanceof ChordDraft chord) {
        chord.linkError(Drafts.of(errback), ids.headerErrbacks());
      } else {
        draft.linkError(Drafts.of(errback));
      }
    }
    if (draft instanceof ChainDraft chain && chain.options.containsKey(Draft.LINK)) {
      // Steps are chained on below; the callbacks stay with what is the last one now.
      List<Draft> links = chain.drafts(Draft.LINK);
      chain.options.remove(Draft.LINK);
      chain.tasks.getLast().list(Draft.LINK).addAll(links);
    }
    draft.freeze(new Draft.Frozen(request.id(), null, null, null, null, null), ids);
    int nesting = request.replacedTaskNesting() + 1;
    SignatureData chord = embed.chord();
    draft.options.put(Draft.CHORD, chord == null ? null : Drafts.of(chord));
    draft.options.put("group_id", request.group().orElse(null));
    draft.options.put("group_index", request.groupIndex().orElse(null));
    draft.options.put("root_id", request.rootId());
    draft.options.put(NESTING, nesting);
    if (draft instanceof ChainDraft chain) {
      chain.tasks.forEach(each -> each.options.put(NESTING, nesting));
    }
    List<SignatureData> rest = embed.chain() == null ? List.of() : embed.chain();
    for (SignatureData step : rest.reversed()) {
      Draft next = Drafts.of(step);
      next.options.put(NESTING, nesting);
      draft = Composition.then(draft, next);
    }
    return draft;
  }

  /** A group has no one result that could be the task's, so one that collects them is added. */
  private static Draft joined(Draft draft) {
    if (draft instanceof GroupDraft group) {
      return Composition.then(group, accumulate());
    }
    if (draft instanceof ChainDraft chain && chain.tasks.getLast() instanceof GroupDraft group) {
      List<Draft> tasks = new ArrayList<>(chain.tasks);
      tasks.set(tasks.size() - 1, Composition.then(group, accumulate()));
      chain.tasks = tasks;
    }
    return draft;
  }

  private static TaskDraft accumulate() {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("index", 0);
    return new TaskDraft(
        BuiltinTasks.ACCUMULATE,
        List.of(),
        kwargs,
        new LinkedHashMap<>(),
        false,
        Object.class,
        null,
        true);
  }
}
