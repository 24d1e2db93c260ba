package io.celeriac;

import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.Completed;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.RunningTask;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.ValueConverter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies workflows: gives every part its id, and puts those messages into the outbox that start
 * it. What comes later travels with them. Celery's {@code apply_async} of each kind of signature;
 * docs/protocol/canvas.md. Thread-safe.
 */
final class CanvasSender {

  static final String ADD_TO_PARENT = "add_to_parent";
  private static final List<String> DELAYS = List.of("countdown", "eta");
  private static final Set<String> OF_THE_CHAIN =
      Set.of(
          "group_id",
          Draft.CHORD,
          Draft.TASK_ID,
          Draft.LINK,
          Draft.LINK_ERROR,
          "root_id",
          "parent_id",
          "group_index");

  private final TaskSender sender;
  private final ResultBackend backend;
  private final ChordUnlock unlock;
  private final Draft.Ids ids;

  CanvasSender(
      TaskSender sender,
      ResultBackend backend,
      ValueConverter converter,
      Routing routing,
      Draft.Ids ids) {
    this.sender = sender;
    this.backend = backend;
    this.ids = ids;
    this.unlock = new ChordUnlock(converter, routing);
  }

  Draft.Ids ids() {
    return ids;
  }

  /**
   * Applies a signature.
   *
   * @param args what its first task gets in front of its own arguments
   * @param options what holds for this application, over the signature's own
   * @throws IllegalArgumentException when it cannot be applied
   */
  ResultNode apply(
      Draft draft,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> options,
      Outbox outbox) {
    return apply(draft, args, Map.of(), options, outbox);
  }

  /** Applies a signature, and returns when the broker has what starts it. */
  ResultNode send(Draft draft, List<@Nullable Object> args, Map<String, @Nullable Object> options) {
    Outbox outbox = outbox();
    ResultNode result = apply(draft, args, options, outbox);
    Completed.join(outbox.flush());
    return result;
  }

  /** An empty one, for what several applications send together. */
  Outbox outbox() {
    return new Outbox(sender);
  }

  private ResultNode apply(
      Draft draft,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      Outbox outbox) {
    return switch (draft) {
      case TaskDraft task -> task(task, args, kwargs, options, outbox);
      case ChainDraft chain -> chain(chain, args, kwargs, options, outbox);
      case GroupDraft group -> group(group, args, kwargs, options, outbox);
      case ChordDraft chord -> chord(chord, args, kwargs, options, outbox);
    };
  }

  private ResultNode task(
      TaskDraft task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      Outbox outbox) {
    GroupDraft chunks = task.chunks();
    if (chunks != null) {
      return group(chunks, args, kwargs, task.optionsUnder(options), outbox);
    }
    TaskDraft call = task.copy();
    call.prepend(args);
    if (!call.immutable) {
      call.kwargs.putAll(kwargs);
    }
    call.merge(options);
    boolean child = !Boolean.FALSE.equals(call.options.remove(ADD_TO_PARENT));
    Prepared message = sender.prepare(call);
    ResultNode result = ResultNode.task(message.taskId(), task.resultType());
    if (message.ignoreResult()) {
      result.ignore();
    }
    watch(message);
    outbox.add(message);
    if (child) {
      trail(result);
    }
    return result;
  }

  /** Before the message goes out, so that no announcement is missed; not inside a task. */
  private void watch(Prepared message) {
    if (!message.ignoreResult() && TaskScope.current().isEmpty()) {
      backend.watch(message.taskId());
    }
  }

  private static void trail(ResultNode result) {
    TaskScope.current().ifPresent((RunningTask parent) -> parent.sent(result.toTuple()));
  }

  private ResultNode chain(
      ChainDraft chain,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      Outbox outbox) {
    Map<String, @Nullable Object> all = chain.optionsUnder(options);
    ChainDraft run = new ChainDraft(chain.tasks, List.of(), all, false);
    List<Draft> links = run.drafts(Draft.LINK);
    Object chord = all.get(Draft.CHORD);
    ChainSteps steps =
        ChainSteps.toRun(
            new ChainDraft(chain.tasks, List.of(), chain.options, false),
            chain.argsAfter(args),
            kwargs,
            run.drafts(Draft.LINK_ERROR),
            new Draft.Frozen(
                run.text(Draft.TASK_ID),
                run.text("group_id"),
                chord == null ? null : Drafts.of(chord),
                run.text("root_id"),
                run.text("parent_id"),
                all.get("group_index") instanceof Number index ? index.intValue() : null),
            ids);
    if (steps.tasks().isEmpty()) {
      throw new IllegalArgumentException("An empty chain cannot be applied: it has no task");
    }
    if (steps.tasks().stream().anyMatch(ChordDraft.class::isInstance)) {
      expectChords();
    }
    links.forEach(link -> steps.tasks().getFirst().list(Draft.LINK).add(link));
    all.keySet().removeAll(OF_THE_CHAIN);
    List<Draft> rest = new ArrayList<>(steps.tasks());
    Draft first = rest.removeLast();
    List<@Nullable Object> chained = new ArrayList<>();
    if (all.get(Draft.CHAIN) instanceof List<?> present) {
      chained.addAll(present);
    }
    chained.addAll(rest);
    all.put(Draft.CHAIN, chained);
    ResultNode result = apply(first, List.of(), Map.of(), all, outbox);
    return rest.isEmpty() ? result : steps.results().getFirst();
  }

  private ResultNode group(
      GroupDraft group,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      Outbox outbox) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(group.options);
    options.forEach((name, value) -> {
      if (!(Draft.FIRST_WINS.contains(name) && group.options.containsKey(name))) {
        all.put(name, value);
      }
    });
    if (options.get(Draft.LINK) != null || options.get(Draft.LINK_ERROR) != null) {
      throw new IllegalArgumentException(
          "A group cannot be applied with link or link_error: make it the header of a chord, or"
              + " link its members");
    }
    if (group.tasks.isEmpty()) {
      return group.freeze(Draft.Frozen.NOTHING, ids);
    }
    Object given = all.remove(Draft.TASK_ID);
    String id = given == null ? ids.next() : String.valueOf(given);
    all.put("group_id", id);
    Object root = all.get("root_id");
    boolean child = !Boolean.FALSE.equals(all.remove(ADD_TO_PARENT));
    Object chord = all.remove(Draft.CHORD);
    all.remove("group_index");
    List<Member> members = new ArrayList<>();
    members(group.tasks, id, root == null ? null : String.valueOf(root), members);
    int parts = 0;
    for (int i = 0; i < members.size(); i++) {
      Draft member = members.get(i).draft();
      Object body = chord == null ? member.options.get(Draft.CHORD) : chord;
      parts += member.parts();
      if (body != null && i == members.size() - 1) {
        counted(id, parts);
      }
      Map<String, @Nullable Object> call = new LinkedHashMap<>(all);
      call.put(ADD_TO_PARENT, false);
      call.put(Draft.CHORD, body);
      apply(member, args, kwargs, call, outbox);
    }
    ResultNode result =
        ResultNode.group(id, group.resultType(), members.stream().map(Member::result).toList());
    List<ResultNode> results = Objects.requireNonNull(result.members());
    // A group of one chain that ends in a group is that group.
    ResultNode seen =
        results.size() == 1 && results.getFirst().isGroup() ? results.getFirst() : result;
    if (child) {
      trail(seen);
    }
    return seen;
  }

  private record Member(Draft draft, ResultNode result) {}

  /** Copies of the members with their ids; those of groups in it count from zero again. */
  private void members(
      List<Draft> tasks, String groupId, @Nullable String rootId, List<Member> all) {
    for (int index = 0; index < tasks.size(); index++) {
      switch (tasks.get(index)) {
        case GroupDraft nested -> members(nested.tasks, groupId, rootId, all);
        case ChainDraft chain when chain.tasks.isEmpty() -> {}
        case Draft member -> {
          Draft copy = member.copy();
          ResultNode result =
              copy.freeze(new Draft.Frozen(null, groupId, null, rootId, null, index), ids);
          all.add(new Member(copy, result));
        }
      }
    }
  }

  private void counted(String groupId, int parts) {
    if (backend.chords() instanceof ChordSupport.Counted counted) {
      counted.store().size(groupId, parts);
    }
  }

  private void expectChords() {
    if (backend.chords() instanceof ChordSupport.Refused refused) {
      throw new UnsupportedOperationException(refused.reason());
    }
  }

  private ResultNode chord(
      ChordDraft chord,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> given,
      Outbox outbox) {
    expectChords();
    Map<String, @Nullable Object> allKwargs = new LinkedHashMap<>(chord.kwargs);
    allKwargs.putAll(kwargs);
    Map<String, @Nullable Object> options = new LinkedHashMap<>(given);
    Object taskId = options.remove(Draft.TASK_ID);
    Map<String, @Nullable Object> delay = new LinkedHashMap<>();
    for (String name : DELAYS) {
      if (options.get(name) != null) {
        delay.put(name, options.remove(name));
      }
    }
    Map<String, @Nullable Object> callbacks = new LinkedHashMap<>();
    for (String name : List.of(Draft.LINK, Draft.LINK_ERROR)) {
      if (options.containsKey(name)) {
        callbacks.put(name, options.remove(name));
      }
    }
    Draft body = chord.presentBody().copy();
    mergeAll(body, withoutParent(options));
    GroupDraft header = headerOf(chord);
    Map<String, @Nullable Object> merged = chord.optionsUnder(options);
    merged.putAll(callbacks);
    for (String name : DELAYS) {
      if (!delay.containsKey(name) && merged.get(name) != null) {
        delay.put(name, merged.get(name));
      }
      merged.remove(name);
    }
    Object ownId = merged.remove(Draft.TASK_ID);
    ChordUnlock.Polling polling =
        new ChordUnlock.Polling(merged.remove("interval"), merged.remove("max_retries"));
    return run(
        header,
        body,
        new HeaderCall(chord.argsAfter(args), allKwargs, delay),
        taskId == null ? ownId : taskId,
        merged,
        polling,
        outbox);
  }

  private record HeaderCall(
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> delay) {}

  private GroupDraft headerOf(ChordDraft chord) {
    GroupDraft frozen = chord.headerGroup();
    if (frozen != null) {
      return frozen.copy();
    }
    GroupDraft header = GroupDraft.sharing(new ArrayList<>(chord.header()));
    Object id = chord.options.get(Draft.TASK_ID);
    header.options.put(Draft.TASK_ID, id == null ? ids.next() : id);
    return header;
  }

  private ResultNode run(
      GroupDraft header,
      Draft given,
      HeaderCall call,
      @Nullable Object taskId,
      Map<String, @Nullable Object> options,
      ChordUnlock.Polling polling,
      Outbox outbox) {
    String groupId = header.text(Draft.TASK_ID);
    String id = groupId == null ? ids.next() : groupId;
    String rootId = given.text("root_id");
    Draft body = given;
    if (!options.isEmpty()) {
      body = BodyCallbacks.moved(given, options);
      body.options.putAll(withoutParent(options));
    }
    if (body instanceof ChainDraft chain) {
      chain.unrollChords();
    }
    String bodyId = taskId == null ? ids.next() : String.valueOf(taskId);
    ResultNode result = body.freeze(new Draft.Frozen(bodyId, id, null, rootId, null, null), ids);
    HeaderLinks.strip(body);
    options.remove(Draft.CHAIN);
    options.remove(Draft.CHORD);
    header.options.put(Draft.TASK_ID, id);
    ResultNode headerResult =
        header.freeze(new Draft.Frozen(null, id, body, rootId, null, null), ids);
    if (header.tasks.isEmpty()) {
      apply(body, List.of(List.of()), Map.of(), Map.of(), outbox);
    } else {
      announce(headerResult, body, polling, outbox);
      Map<String, @Nullable Object> headerOptions = new LinkedHashMap<>(options);
      headerOptions.putAll(call.delay());
      headerOptions.put(Draft.TASK_ID, id);
      headerResult = group(header, call.args(), call.kwargs(), headerOptions, outbox);
    }
    result.parent(headerResult);
    return result;
  }

  /** Tells the backend of a chord whose header is about to be sent. */
  private void announce(ResultNode header, Draft body, ChordUnlock.Polling polling, Outbox outbox) {
    switch (backend.chords()) {
      case ChordSupport.Counted counted -> {
        List<ResultNode> members = Objects.requireNonNull(header.members());
        if (members.stream().anyMatch(ResultNode::isGroup)) {
          counted.store().saveHeader(header.toTuple());
        }
      }
      case ChordSupport.Polled _ ->
          outbox.add(sender.prepare(unlock.message(header, body, polling)));
      case ChordSupport.Refused refused ->
          throw new UnsupportedOperationException(refused.reason());
    }
  }

  private static Map<String, @Nullable Object> withoutParent(
      Map<String, @Nullable Object> options) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>(options);
    kept.remove("parent_id");
    return kept;
  }

  /** As {@link Draft#merge}, but what is given as null counts as well. */
  private static void mergeAll(Draft draft, Map<String, @Nullable Object> given) {
    draft.merge(given);
    given.forEach((name, value) -> {
      if (value == null) {
        draft.options.put(name, null);
      }
    });
  }
}
