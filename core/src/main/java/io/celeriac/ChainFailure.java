package io.celeriac;

import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.ValueConverter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fails what is left of a chain with the exception of the step that failed, so that whoever waits
 * for the end of it learns of it. docs/protocol/canvas.md, section 3.3.
 */
final class ChainFailure {

  private final ResultBackend backend;
  private final StoredFailures failures;
  private final ValueConverter converter;
  private final BiConsumer<ChordPart, Draft> chords;

  /**
   * @param chords takes the part that a step contributes to a chord, and the chord's body
   */
  ChainFailure(
      ResultBackend backend,
      StoredFailures failures,
      ValueConverter converter,
      BiConsumer<ChordPart, Draft> chords) {
    this.backend = backend;
    this.failures = failures;
    this.converter = converter;
    this.chords = chords;
  }

  /**
   * Fails the steps.
   *
   * @param store whether failures are stored; parts of chords are counted in any case
   */
  void fail(List<Draft> steps, Throwable thrown, @Nullable String traceback, boolean store) {
    Deque<Draft> left = new ArrayDeque<>(steps);
    while (!left.isEmpty()) {
      Draft step = left.removeFirst();
      String id = step.text(Draft.TASK_ID);
      Object body = step.options.get(Draft.CHORD);
      boolean counted = body != null && !(id != null && hasFailed(id));
      if (store && id != null) {
        failures.ofStep(SignatureData.fromMap(step.toMap(converter)), id, thrown, traceback);
      }
      String groupId = step.text("group_id");
      if (counted && body != null && id != null && groupId != null) {
        chords.accept(
            new ChordPart(groupId, id, index(step), "FAILURE", Failures.toWire(thrown)),
            Drafts.of(body));
      }
      // What waits for a chord step waits for its body.
      if (step instanceof ChordDraft chord && chord.body != null) {
        left.add(chord.body);
      }
    }
  }

  private static @Nullable Integer index(Draft step) {
    return step.options.get("group_index") instanceof Number index ? index.intValue() : null;
  }

  private boolean hasFailed(String id) {
    Optional<ResultDocument> document = backend.find(id);
    return document.isPresent()
        && (document.get().status().equals("FAILURE") || document.get().status().equals("REVOKED"));
  }
}
