package io.celeriac;

import io.celeriac.protocol.SignatureData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads signatures of every form into drafts: values of an application, and those that travelled.
 */
final class Drafts {

  /** Where a chord keeps error callbacks until it is known whether they are its header's too. */
  static final String CHORD_ERRBACKS = "celeriac.chord_errbacks";

  private Drafts() {}

  /**
   * The draft of a signature.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Draft of(@Nullable Object signature) {
    return switch (signature) {
      case Draft draft -> draft;
      case Signature<?> value -> of(value);
      case Group<?> group -> of(group.signature());
      case Step<?, ?> step -> of(step.partial());
      case SignatureData data -> of(data);
      case Map<?, ?> map -> of(SignatureData.fromMap(map));
      case null, default ->
          throw new IllegalArgumentException(
              signature + " is not a signature object: it must have a task and its options");
    };
  }

  /** The draft of a value; what it results in and its task's options are known. */
  static Draft of(Signature<?> value) {
    return of(value, false);
  }

  /**
   * The draft of a value.
   *
   * @param headerErrbacks whether error callbacks of a chord are its header's too
   */
  static Draft of(Signature<?> value, boolean headerErrbacks) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>(value.options().values());
    return switch (value.subtaskType().orElse("")) {
      case "chain" ->
          new ChainDraft(
              several(value.kwargs().get("tasks")), value.args(), options, value.isImmutable());
      case "group" ->
          new GroupDraft(several(value.kwargs().get("tasks")), options, value.resultType());
      case "chord" ->
          withErrbacks(
              withHeader(
                  chord(value.args(), value.kwargs(), options, value.isImmutable()),
                  value.kwargs().get("header")),
              headerErrbacks);
      case "" ->
          new TaskDraft(
              value.task(),
              value.args(),
              new LinkedHashMap<>(value.kwargs()),
              options,
              value.isImmutable(),
              value.resultType(),
              value.taskOptions().orElse(null),
              true);
      default -> throw unknown(value.subtaskType().orElse(""), value.task());
    };
  }

  /** The draft of what travelled. As in Celery, a chain or group that travelled is mutable. */
  static Draft of(SignatureData data) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>(data.options());
    return switch (data.subtaskType() == null ? "" : data.subtaskType()) {
      case "chain" ->
          new ChainDraft(several(data.kwargs().get("tasks")), List.of(), options, false);
      case "group" -> new GroupDraft(several(data.kwargs().get("tasks")), options, List.class);
      case "chord" -> chord(data.args(), data.kwargs(), options, data.immutable());
      case "" ->
          new TaskDraft(
              data.task(),
              data.args(),
              new LinkedHashMap<>(data.kwargs()),
              options,
              data.immutable(),
              Object.class,
              null,
              false);
      default -> throw unknown(String.valueOf(data.subtaskType()), data.task());
    };
  }

  /** A header that stamping has made a group stays one; of one that travelled the tasks count. */
  private static ChordDraft withHeader(ChordDraft chord, @Nullable Object header) {
    if (header instanceof Signature<?> group && group.subtaskType().equals(Optional.of("group"))) {
      chord.headerAsGroup().options.putAll(new LinkedHashMap<>(group.options().values()));
    }
    return chord;
  }

  private static ChordDraft withErrbacks(ChordDraft chord, boolean headerToo) {
    several(chord.options.remove(CHORD_ERRBACKS))
        .forEach(errback -> chord.linkError(errback, headerToo));
    return chord;
  }

  private static ChordDraft chord(
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      boolean immutable) {
    Object body = kwargs.get("body");
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    if (kwargs.get("kwargs") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> inner.put(String.valueOf(name), value));
    }
    return new ChordDraft(
        header(kwargs.get("header")),
        body == null ? null : of(body),
        inner,
        args,
        options,
        immutable);
  }

  /** A header may be a list, a group, a chain that stands for its steps, or one signature. */
  private static List<Draft> header(@Nullable Object header) {
    if (header == null || header instanceof Collection<?>) {
      return several(header);
    }
    return switch (of(header)) {
      case GroupDraft group -> group.tasks;
      case ChainDraft chain -> chain.tasks;
      case Draft one -> new ArrayList<>(List.of(one));
    };
  }

  static List<Draft> several(@Nullable Object signatures) {
    List<Draft> all = new ArrayList<>();
    switch (signatures) {
      case null -> {}
      case Collection<?> list -> list.forEach(each -> all.add(of(each)));
      case Object one -> all.add(of(one));
    }
    return all;
  }

  private static IllegalArgumentException unknown(String subtaskType, String task) {
    return new IllegalArgumentException(
        "subtask_type '"
            + subtaskType
            + "' of the signature of "
            + task
            + " is unknown; it must be chain, group, chord or null");
  }
}
