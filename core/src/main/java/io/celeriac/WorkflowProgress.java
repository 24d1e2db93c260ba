package io.celeriac;

import io.celeriac.protocol.Embed;
import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.Completed;
import io.celeriac.spi.DateDone;
import io.celeriac.spi.Workflows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An app's workflows as its worker carries them on. */
final class WorkflowProgress implements Workflows {

  private final CanvasSender canvas;
  private final ResultAccess results;
  private final Settings settings;
  private final Errbacks errbacks;
  private final ChordJoin chords;
  private final ChordFailure chordFailure;
  private final ChainFailure chains;

  WorkflowProgress(Celery app, CeleryParts parts) {
    this.canvas = parts.canvas();
    this.results = parts.results();
    this.settings = parts.settings();
    StoredFailures failures =
        new StoredFailures(
            parts.backend(),
            DateDone.of(settings, parts.clock()),
            settings.get(Setting.RESULT_EXTENDED));
    this.errbacks = new Errbacks(app, parts.tasks(), parts.converter(), canvas);
    this.chains = new ChainFailure(parts.backend(), failures, parts.converter(), this::part);
    this.chordFailure =
        new ChordFailure(canvas, parts.converter(), errbacks, failures, chains, results.control());
    this.chords = new ChordJoin(settings, results, canvas, chordFailure::fail);
  }

  private void part(ChordPart part, Draft body) {
    chords.part(part, body);
  }

  ChordJoin chords() {
    return chords;
  }

  ChordFailure chordFailure() {
    return chordFailure;
  }

  @Override
  public void succeeded(TaskRequest request, @Nullable Object value) {
    Embed embed = request.embed();
    List<SignatureData> callbacks = embed.callbacks() == null ? List.of() : embed.callbacks();
    List<SignatureData> chain = embed.chain() == null ? List.of() : embed.chain();
    if (callbacks.isEmpty() && chain.isEmpty()) {
      return;
    }
    List<@Nullable Object> result = new ArrayList<>(1);
    result.add(value);
    Map<String, @Nullable Object> options = lineage(request);
    Outbox outbox = canvas.outbox();
    if (callbacks.size() > 1) {
      List<Draft> tasks = new ArrayList<>();
      for (SignatureData callback : callbacks) {
        Draft draft = Drafts.of(callback);
        if (draft instanceof GroupDraft group) {
          canvas.apply(group, result, options, outbox);
        } else {
          tasks.add(draft);
        }
      }
      if (!tasks.isEmpty()) {
        canvas.apply(GroupDraft.sharing(tasks), result, options, outbox);
      }
    } else if (callbacks.size() == 1) {
      canvas.apply(Drafts.of(callbacks.getFirst()), result, options, outbox);
    }
    if (!chain.isEmpty()) {
      // The rest of a chain travels in reverse: the next step is the last element.
      Map<String, @Nullable Object> next = new LinkedHashMap<>(options);
      next.put(Draft.CHAIN, chain.subList(0, chain.size() - 1));
      canvas.apply(Drafts.of(chain.getLast()), result, next, outbox);
    }
    Completed.join(outbox.flush());
  }

  private Map<String, @Nullable Object> lineage(TaskRequest request) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    options.put("parent_id", request.id());
    options.put("root_id", request.rootId());
    boolean inherits = settings.get(Setting.TASK_INHERIT_PARENT_PRIORITY);
    options.put("priority", inherits ? request.priority().orElse(null) : null);
    return options;
  }

  @Override
  public void part(TaskRequest request, String state, @Nullable Object result) {
    SignatureData body = request.embed().chord();
    String groupId = request.group().orElse(null);
    if (body != null && groupId != null) {
      chords.part(
          new ChordPart(groupId, request.id(), request.groupIndex().orElse(null), state, result),
          Drafts.of(body));
    }
  }

  @Override
  public void failed(
      TaskRequest request, Throwable thrown, @Nullable String traceback, boolean store) {
    part(request, "FAILURE", Failures.toWire(thrown));
    Embed embed = request.embed();
    if (embed.chain() != null) {
      chains.fail(Drafts.several(embed.chain()), thrown, traceback, store);
    }
    if (embed.errbacks() != null) {
      errbacks.call(request, Drafts.several(embed.errbacks()), thrown, traceback);
    }
  }

  @Override
  public void replace(TaskRequest request, Signature<?> replacement) {
    canvas.send(Replacement.of(replacement, request, canvas.ids()), List.of(), Map.of());
  }

  @Override
  public <R> AsyncResult<R> addToChord(TaskRequest request, Signature<R> signature) {
    SignatureData body = request.embed().chord();
    String groupId = request.group().orElse(null);
    if (body == null || groupId == null) {
      throw new IllegalArgumentException("Current task is not member of any chord");
    }
    if (!(results.backend().chords() instanceof ChordSupport.Counted counted)) {
      throw new UnsupportedOperationException(
          "Adding to a running chord needs a result backend that counts its parts, such as Redis;"
              + " this is "
              + results.backend().displayUrl());
    }
    Draft draft = Drafts.of(signature).copy();
    draft.options.put("group_id", groupId);
    draft.options.put("group_index", request.groupIndex().orElse(null));
    draft.options.put(Draft.CHORD, Drafts.of(body));
    draft.options.put("root_id", request.rootId());
    ResultNode result = draft.freeze(Draft.Frozen.NOTHING, canvas.ids());
    counted.store().add(groupId, 1);
    canvas.send(draft, List.of(), Map.of());
    @SuppressWarnings("unchecked") // the signature's own type
    AsyncResult<R> handle = (AsyncResult<R>) results.of(result, false);
    return handle;
  }
}
