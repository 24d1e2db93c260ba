package io.celeriac;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves the callbacks that a chord is applied with to its body, since a header cannot have them.
 * Callbacks are linked as usual; error callbacks go to each task of a group, or into its own option
 * where it has one, because that replaces those of its tasks when it runs.
 */
final class BodyCallbacks {

  private BodyCallbacks() {}

  /** The body with what is taken out of the options; a copy when there is any. */
  static Draft moved(Draft body, Map<String, @Nullable Object> options) {
    List<Draft> callbacks = Drafts.several(options.remove(Draft.LINK));
    List<Draft> errbacks = Drafts.several(options.remove(Draft.LINK_ERROR));
    if (callbacks.isEmpty() && errbacks.isEmpty()) {
      return body;
    }
    Draft copy = copyWithMembers(body);
    for (Draft callback : callbacks) {
      Draft own = copyWithMembers(callback);
      if (copy instanceof GroupDraft group && group.tasks.isEmpty()) {
        copy.append(Draft.LINK, own);
      } else {
        copy.link(own);
      }
    }
    for (Draft errback : errbacks) {
      if (copy instanceof GroupDraft) {
        linkError(copy, errback, true);
      } else {
        copy.append(Draft.LINK_ERROR, errback);
      }
    }
    return copy;
  }

  private static void linkError(Draft draft, Draft errback, boolean runsAsGroup) {
    switch (draft) {
      case GroupDraft group when runsAsGroup && group.options.get(Draft.LINK_ERROR) != null ->
          group.append(Draft.LINK_ERROR, errback.copy());
      case GroupDraft group -> group.tasks.forEach(each -> linkError(each, errback, false));
      case ChordDraft chord -> linkError(chord.presentBody(), errback, true);
      case TaskDraft _, ChainDraft _ -> draft.linkError(errback.copy());
    }
  }

  private static Draft copyWithMembers(Draft draft) {
    Draft copy = draft.copy();
    switch (copy) {
      case GroupDraft group -> {
        List<Draft> members = new ArrayList<>(group.tasks.size());
        group.tasks.forEach(each -> members.add(copyWithMembers(each)));
        group.tasks = members;
      }
      case ChordDraft chord when chord.body != null -> chord.body = copyWithMembers(chord.body);
      case ChordDraft _, TaskDraft _, ChainDraft _ -> {}
    }
    return copy;
  }
}
