package io.celeriac;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chord: a header of calls side by side, and a body that gets the list of their results. Freezing
 * makes the header a group.
 */
final class ChordDraft extends Draft {

  private List<Draft> members;
  private @Nullable GroupDraft headerGroup;
  @Nullable Draft body;
  final Map<String, @Nullable Object> kwargs;

  ChordDraft(
      List<Draft> members,
      @Nullable Draft body,
      Map<String, @Nullable Object> kwargs,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> options,
      boolean immutable) {
    super(args, options, immutable);
    this.members = members;
    this.body = body;
    this.kwargs = kwargs;
  }

  /** A chord of a group, whose list of members it shares, and a body. */
  static ChordDraft of(GroupDraft header, Draft body) {
    return new ChordDraft(
        header.tasks, body, new LinkedHashMap<>(), List.of(), new LinkedHashMap<>(), false);
  }

  @Override
  String task() {
    return BuiltinTasks.CHORD;
  }

  @Override
  Type resultType() {
    return body == null ? Object.class : body.resultType();
  }

  /** The tasks of the header. */
  List<Draft> header() {
    return headerGroup == null ? members : headerGroup.tasks;
  }

  /** The header as the group it has become by freezing or stamping; null before. */
  @Nullable GroupDraft headerGroup() {
    return headerGroup;
  }

  /**
   * @throws IllegalArgumentException when there is none
   */
  Draft presentBody() {
    if (body == null) {
      throw new IllegalArgumentException(
          "A chord without a body cannot be applied: give it the task that gets the results");
    }
    return body;
  }

  @Override
  ChordDraft copy() {
    List<Draft> copies = new ArrayList<>(header().size());
    if (headerGroup == null) {
      members.forEach(each -> copies.add(each.copy()));
    } else {
      copies.addAll(headerGroup.tasks);
    }
    return new ChordDraft(
        copies,
        body == null ? null : body.copy(),
        new LinkedHashMap<>(kwargs),
        args,
        copyOfOptions(),
        immutable);
  }

  /** Makes the header a group. */
  GroupDraft headerAsGroup() {
    if (headerGroup == null) {
      headerGroup = GroupDraft.sharing(members);
    }
    return headerGroup;
  }

  @Override
  ResultNode freeze(Frozen from, Ids ids) {
    GroupDraft group = headerAsGroup();
    Draft end = presentBody();
    ResultNode header =
        group.freeze(new Frozen(null, null, end, from.rootId(), from.parentId(), null), ids);
    options.put(TASK_ID, group.options.get(TASK_ID));
    ResultNode result =
        end.freeze(
            new Frozen(
                from.id(), from.groupId(), from.chord(), from.rootId(), null, from.groupIndex()),
            ids);
    result.first().parent(header);
    return result;
  }

  @Override
  int parts() {
    return body == null ? 0 : body.parts();
  }

  /** Whether the body is a chain that does not begin with a group, and so can be taken apart. */
  boolean bodyIsChainLedByTask() {
    return body instanceof ChainDraft chain
        && !chain.tasks.isEmpty()
        && !(chain.tasks.getFirst() instanceof GroupDraft);
  }

  /** This chord with only the first step of its chain as body, and then the other steps. */
  List<Draft> unrolledBody() {
    ChordDraft copy = copy();
    if (!(copy.body instanceof ChainDraft chain)) {
      return List.of(copy);
    }
    List<Draft> steps = chain.unchained();
    Draft first = steps.getFirst().copy();
    first.merge(chain.optionsOfFirst());
    copy.body = first;
    List<Draft> all = new ArrayList<>(steps.size());
    all.add(copy);
    all.addAll(steps.subList(1, steps.size()));
    return all;
  }

  /** The callback goes to the body. */
  @Override
  void link(Draft callback) {
    presentBody().link(callback);
  }

  /** The error callback goes to the body, and to the bodies of chords in the header. */
  @Override
  void linkError(Draft errback) {
    linkError(errback, false);
  }

  /**
   * Adds an error callback.
   *
   * @param headerToo whether each task of the header has it as well, as the setting
   *     task_allow_error_cb_on_chord_header says
   */
  void linkError(Draft errback, boolean headerToo) {
    for (Draft task : header()) {
      if (headerToo) {
        Draft copy = errback.copy();
        copy.immutable = true;
        task.linkError(copy);
      }
      if (task instanceof ChordDraft inner) {
        inner.linkError(errback, headerToo);
      }
    }
    presentBody().linkError(errback);
  }

  @Override
  Map<String, @Nullable Object> toMap(ValueConverter converter) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("kwargs", converter.toWire(kwargs));
    wire.put("header", wire(headerGroup == null ? members : headerGroup, converter));
    wire.put("body", body == null ? null : body.toMap(converter));
    return map(task(), args, wire, options, "chord", immutable, converter);
  }

  @Override
  Signature<?> toSignature() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("kwargs", kwargs);
    all.put(
        "header",
        headerGroup == null
            ? members.stream().map(Draft::toSignature).toList()
            : headerGroup.toSignature());
    all.put("body", body == null ? null : body.toSignature());
    return Signature.drafted(task(), args, all, options, immutable, "chord", resultType(), null);
  }
}
