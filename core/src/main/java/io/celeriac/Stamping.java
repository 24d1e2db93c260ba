package io.celeriac;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts stamps on a workflow, part by part: those that are given, those of a visitor, and those that
 * a part has already. Stamps are options, listed in the option {@code stamped_headers}.
 * docs/protocol/canvas.md, section 9.
 *
 * @param visitor who says what else each part gets
 * @param append whether values of one name are collected instead of replaced
 */
record Stamping(Optional<StampingVisitor> visitor, boolean append) {

  private static final String NAMES = Draft.STAMPED;

  /** Stamps a draft in place. */
  void stamp(Draft draft, Map<String, ? extends @Nullable Object> given) {
    Map<String, @Nullable Object> stamps = new LinkedHashMap<>(given);
    switch (draft) {
      case TaskDraft task -> task(task, stamps);
      case ChainDraft chain -> chain(chain, stamps);
      case GroupDraft group -> group(group, stamps);
      case ChordDraft chord -> chord(chord, stamps);
    }
  }

  private void task(TaskDraft task, Map<String, @Nullable Object> stamps) {
    links(task, stamps, append);
    task.options.putAll(
        collected(task, stamps, asked(v -> v.onSignature(task.toSignature(), stamps)), true));
  }

  private void chain(ChainDraft chain, Map<String, @Nullable Object> stamps) {
    Map<String, @Nullable Object> all =
        collected(chain, stamps, asked(v -> v.onChainStart(chain.toSignature(), stamps)), true);
    links(chain, all, false);
    chain.tasks.forEach(each -> stamp(each, all));
    visitor.ifPresent(v -> v.onChainEnd(chain.toSignature(), all));
  }

  private void group(GroupDraft group, Map<String, @Nullable Object> stamps) {
    Map<String, @Nullable Object> all =
        collected(group, stamps, asked(v -> v.onGroupStart(group.toSignature(), stamps)), true);
    links(group, all, append);
    group.tasks.forEach(each -> stamp(each, all));
    visitor.ifPresent(v -> v.onGroupEnd(group.toSignature(), all));
  }

  private void chord(ChordDraft chord, Map<String, @Nullable Object> stamps) {
    if (visitor.isPresent()) {
      chord.headerAsGroup();
    }
    Map<String, @Nullable Object> all =
        collected(
            chord, stamps, asked(v -> v.onChordHeaderStart(chord.toSignature(), stamps)), true);
    links(chord, all, append);
    chord.header().forEach(each -> stamp(each, all));
    visitor.ifPresent(v -> v.onChordHeaderEnd(chord.toSignature(), all));
    Draft body = chord.body;
    if (visitor.isPresent() && body != null) {
      stamp(body, collected(chord, all, asked(v -> v.onChordBody(chord.toSignature(), all)), true));
    }
  }

  private interface Hook {
    Map<String, ?> ask(StampingVisitor visitor);
  }

  private @Nullable Map<String, ?> asked(Hook hook) {
    return visitor.map(hook::ask).orElse(null);
  }

  private void links(Draft draft, Map<String, @Nullable Object> stamps, boolean appending) {
    Stamping how = new Stamping(visitor, appending);
    Map<String, @Nullable Object> all = new LinkedHashMap<>(stamps);
    for (Draft callback : ownLinks(draft, Draft.LINK)) {
      Map<String, @Nullable Object> seen = all;
      all =
          how.collected(draft, seen, asked(v -> v.onCallback(callback.toSignature(), seen)), false);
      how.stamp(callback, all);
    }
    all = new LinkedHashMap<>(stamps);
    for (Draft errback : ownLinks(draft, Draft.LINK_ERROR)) {
      Map<String, @Nullable Object> seen = all;
      all = how.collected(draft, seen, asked(v -> v.onErrback(errback.toSignature(), seen)), false);
      how.stamp(errback, all);
    }
  }

  /** The links as drafts that stay in the options, so that stamping them there counts. */
  private static List<Draft> ownLinks(Draft draft, String option) {
    List<Draft> links = draft.drafts(option);
    if (!links.isEmpty()) {
      draft.options.put(option, new ArrayList<@Nullable Object>(links));
    }
    return links;
  }

  private Map<String, @Nullable Object> collected(
      Draft draft,
      Map<String, @Nullable Object> stamps,
      @Nullable Map<String, ?> visited,
      boolean own) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(stamps);
    if (!all.containsKey(NAMES)) {
      all.put(NAMES, new ArrayList<@Nullable Object>(stamps.keySet()));
    }
    if (visited != null) {
      Map<String, @Nullable Object> more = new LinkedHashMap<>(visited);
      more.putIfAbsent(NAMES, new ArrayList<@Nullable Object>(visited.keySet()));
      merge(all, more);
    }
    if (own) {
      Set<@Nullable Object> names = new LinkedHashSet<>(names(all));
      names.addAll(names(draft.options));
      all.put(NAMES, new ArrayList<>(names));
      Map<String, @Nullable Object> present = new LinkedHashMap<>();
      draft.options.forEach((name, value) -> {
        if (names.contains(name)) {
          present.put(name, value);
        }
      });
      merge(all, present);
    }
    all.put(NAMES, new ArrayList<>(new LinkedHashSet<>(names(all))));
    return all;
  }

  private static List<@Nullable Object> names(Map<String, @Nullable Object> stamps) {
    return stamps.get(NAMES) instanceof Collection<?> names
        ? new ArrayList<>(names)
        : new ArrayList<>();
  }

  /** What is in both stays as it is in the first, or is collected in a list. */
  private void merge(Map<String, @Nullable Object> all, Map<String, @Nullable Object> more) {
    more.forEach((name, other) -> {
      if (!all.containsKey(name)) {
        all.put(name, other);
        return;
      }
      Object value = all.get(name);
      if (append
          && (value instanceof Number || value instanceof String || value instanceof Boolean)) {
        value = new ArrayList<@Nullable Object>(List.of(value));
        all.put(name, value);
      }
      if (value instanceof List<?> list && other instanceof List<?> others) {
        List<@Nullable Object> both = new ArrayList<>(list);
        both.addAll(others);
        all.put(name, both);
      } else if (append && !(value instanceof Map)) {
        List<@Nullable Object> both =
            value instanceof Collection<?> list ? new ArrayList<>(list) : new ArrayList<>();
        both.add(other);
        all.put(name, both);
      }
    });
  }
}
