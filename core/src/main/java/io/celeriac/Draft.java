package io.celeriac;

import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A signature while a workflow is composed, given its ids, or applied: the one mutable form of it,
 * never seen outside. Celery's rules for workflows are about which copies share what and in which
 * order parts get their ids; each kind of signature keeps its own here. docs/protocol/canvas.md.
 */
abstract sealed class Draft permits TaskDraft, ChainDraft, GroupDraft, ChordDraft {

  /** Options that a later application does not replace. */
  static final Set<String> FIRST_WINS = Set.of("group_id", "stamped_headers");

  static final String LINK = "link";
  static final String LINK_ERROR = "link_error";
  static final String TASK_ID = "task_id";
  static final String CHORD = "chord";
  static final String CHAIN = "chain";
  static final String STAMPED = "stamped_headers";

  final Map<String, @Nullable Object> options;
  List<@Nullable Object> args;
  boolean immutable;

  Draft(List<@Nullable Object> args, Map<String, @Nullable Object> options, boolean immutable) {
    this.args = args;
    this.options = options;
    this.immutable = immutable;
  }

  /** What its freezing is told from above. */
  record Frozen(
      @Nullable String id,
      @Nullable String groupId,
      @Nullable Draft chord,
      @Nullable String rootId,
      @Nullable String parentId,
      @Nullable Integer groupIndex) {
    static final Frozen NOTHING = new Frozen(null, null, null, null, null, null);

    static Frozen root(@Nullable String rootId) {
      return new Frozen(null, null, null, rootId, null, null);
    }
  }

  /** The name of its task. */
  abstract String task();

  /** The type of the value that it results in. */
  abstract Type resultType();

  /** A copy that shares nothing that changes. */
  abstract Draft copy();

  /** Gives it and its parts their ids, in place, and says what will result. */
  abstract ResultNode freeze(Frozen from, Ids ids);

  /** How many parts it contributes to the chord it is in. */
  abstract int parts();

  /** Its travelling form. */
  abstract Map<String, @Nullable Object> toMap(ValueConverter converter);

  /** The immutable value again. */
  abstract Signature<?> toSignature();

  /**
   * What freezing takes from the app.
   *
   * @param source where ids come from
   * @param replyTo the queue on which this app awaits results that are sent
   * @param headerErrbacks whether error callbacks of a chord are its header's too
   */
  record Ids(Supplier<String> source, String replyTo, boolean headerErrbacks) {
    String next() {
      return source.get();
    }
  }

  /** Adds a callback. */
  void link(Draft callback) {
    append(LINK, callback);
  }

  /** Adds an error callback. */
  void linkError(Draft errback) {
    append(LINK_ERROR, errback);
  }

  final void append(String option, Draft one) {
    List<@Nullable Object> all = list(option);
    if (!all.contains(one)) {
      all.add(one);
    }
  }

  /** An option as a list that can be added to. */
  final List<@Nullable Object> list(String option) {
    Object present = options.get(option);
    List<@Nullable Object> all = new ArrayList<>();
    if (present instanceof Collection<?> several) {
      all.addAll(several);
    } else if (present != null) {
      all.add(present);
    }
    options.put(option, all);
    return all;
  }

  /** The signatures of an option that holds one or several. */
  final List<Draft> drafts(String option) {
    return switch (options.get(option)) {
      case null -> List.of();
      case Collection<?> several -> {
        List<Draft> all = new ArrayList<>(several.size());
        for (Object each : several) {
          if (each != null) {
            all.add(Drafts.of(each));
          }
        }
        yield all;
      }
      case Object one -> List.of(Drafts.of(one));
    };
  }

  final @Nullable String text(String option) {
    Object value = options.get(option);
    return value == null ? null : String.valueOf(value);
  }

  /** Takes options of a call: those with a value, except where the first one stays. */
  final void merge(Map<String, ? extends @Nullable Object> given) {
    Set<String> stays = new HashSet<>(FIRST_WINS);
    if (options.get(STAMPED) instanceof Collection<?> stamps) {
      stamps.forEach(each -> stays.add(String.valueOf(each)));
    }
    given.forEach((name, value) -> {
      if (value != null && !(stays.contains(name) && options.containsKey(name))) {
        options.put(name, value);
      }
    });
  }

  /** Takes arguments in front of its own, unless it is immutable. */
  final void prepend(List<? extends @Nullable Object> partial) {
    args = argsAfter(partial);
  }

  /** Its arguments with others in front, or its own alone when it is immutable. */
  final List<@Nullable Object> argsAfter(List<? extends @Nullable Object> partial) {
    if (partial.isEmpty() || immutable) {
      return args;
    }
    List<@Nullable Object> all = new ArrayList<>(partial);
    all.addAll(args);
    return all;
  }

  /** Its options, and over them those that are given, whatever their values. */
  final Map<String, @Nullable Object> optionsUnder(Map<String, ? extends @Nullable Object> given) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(options);
    all.putAll(given);
    return all;
  }

  final Map<String, @Nullable Object> copyOfOptions() {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    // The body that header tasks report to is shared: nothing changes it through them.
    options.forEach((name, value) -> copy.put(name, name.equals(CHORD) ? value : copyOf(value)));
    return copy;
  }

  private static @Nullable Object copyOf(@Nullable Object value) {
    return switch (value) {
      case Draft draft -> draft.copy();
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(each -> copy.add(copyOf(each)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  static Map<String, @Nullable Object> map(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      @Nullable String subtaskType,
      boolean immutable,
      ValueConverter converter) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("task", task);
    map.put("args", converter.toWire(args));
    map.put("kwargs", kwargs);
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    options.forEach((name, value) -> wire.put(name, wire(value, converter)));
    map.put("options", wire);
    map.put("subtask_type", subtaskType);
    map.put("immutable", immutable);
    return map;
  }

  /** A value in which signatures may be. */
  static @Nullable Object wire(@Nullable Object value, ValueConverter converter) {
    return switch (value) {
      case Draft draft -> draft.toMap(converter);
      case SignatureData data -> data.toMap();
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>(list.size());
        list.forEach(each -> all.add(wire(each, converter)));
        yield all;
      }
      case null, default -> converter.toWire(value);
    };
  }
}
