package io.celeriac;

import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of a task that has not been made yet: its name, arguments and options; Celery's signature.
 * An immutable value: two are equal when they would make the same call, and making one needs no
 * connection. {@link Celery#send} makes the call.
 *
 * @param <R> the type of the result
 */
public final class Signature<R> {

  private final String task;
  private final List<@Nullable Object> args;
  private final Map<String, @Nullable Object> kwargs;
  private final SendOptions options;
  private final boolean immutable;
  private final @Nullable String subtaskType;
  private final Type resultType;
  private final @Nullable TaskOptions taskOptions;

  private Signature(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      SendOptions options,
      boolean immutable,
      @Nullable String subtaskType,
      Type resultType,
      @Nullable TaskOptions taskOptions) {
    this.task = task;
    this.args = Collections.unmodifiableList(new ArrayList<>(args));
    this.kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    this.options = options;
    this.immutable = immutable;
    this.subtaskType = subtaskType;
    this.resultType = resultType;
    this.taskOptions = taskOptions;
  }

  /** A call of a task known by its name, such as one in Python. */
  public static <R> Signature<R> of(String task, Class<R> resultType, @Nullable Object... args) {
    return ofType(task, resultType, null, args);
  }

  /** A call of a task known by its name, whose result is of a generic type. */
  public static <R> Signature<R> of(String task, TypeRef<R> resultType, @Nullable Object... args) {
    return ofType(task, resultType.type(), null, args);
  }

  /**
   * What generated code calls: with the options that the task's declaration gives, which count
   * whether or not the task is registered in this app.
   */
  public static <R> Signature<R> ofType(
      String task, Type resultType, @Nullable TaskOptions taskOptions, @Nullable Object... args) {
    return new Signature<>(
        task,
        Arrays.asList(args),
        Map.of(),
        SendOptions.NONE,
        false,
        null,
        resultType,
        taskOptions);
  }

  /** The signature of its travelling form, as another task's callback arrives. */
  public static Signature<Object> fromData(SignatureData data) {
    return new Signature<>(
        data.task(),
        data.args(),
        data.kwargs(),
        new SendOptions(data.options()),
        data.immutable(),
        data.subtaskType(),
        Object.class,
        null);
  }

  /**
   * The signature of its travelling form, as a task gets it that is called with a signature.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Signature<Object> fromMap(Map<?, ?> map) {
    return fromData(SignatureData.fromMap(map));
  }

  /** Its travelling form, Celery's dictionary, with the values converted. */
  public SignatureData toData(ValueConverter converter) {
    return SignatureData.fromMap(Drafts.of(this).toMap(converter));
  }

  /** Of a draft's parts; signatures in the options become values like this one. */
  static Signature<?> drafted(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Map<String, @Nullable Object> options,
      boolean immutable,
      @Nullable String subtaskType,
      Type resultType,
      @Nullable TaskOptions taskOptions) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    options.forEach((name, value) -> values.put(name, undrafted(value)));
    return new Signature<>(
        task,
        args,
        kwargs,
        new SendOptions(values),
        immutable,
        subtaskType,
        resultType,
        taskOptions);
  }

  private static @Nullable Object undrafted(@Nullable Object value) {
    return switch (value) {
      case Draft draft -> draft.toSignature();
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>(list.size());
        list.forEach(each -> all.add(undrafted(each)));
        yield Collections.unmodifiableList(all);
      }
      case null, default -> value;
    };
  }

  private Signature<R> copy(
      List<@Nullable Object> newArgs,
      Map<String, @Nullable Object> newKwargs,
      SendOptions newOptions,
      boolean isImmutable) {
    return new Signature<>(
        task, newArgs, newKwargs, newOptions, isImmutable, subtaskType, resultType, taskOptions);
  }

  /** With one more keyword argument. */
  public Signature<R> kwarg(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(kwargs);
    more.put(name, value);
    return copy(args, more, options, immutable);
  }

  /** With a value before the other arguments; what happens to a callback's result. */
  public Signature<R> prepend(@Nullable Object first) {
    List<@Nullable Object> more = new ArrayList<>(args.size() + 1);
    more.add(first);
    more.addAll(args);
    return copy(more, kwargs, options, immutable);
  }

  /** With the elements of an array after the other arguments; what a varargs task takes. */
  public Signature<R> rest(Object array) {
    List<@Nullable Object> more = new ArrayList<>(args);
    for (int i = 0; i < Array.getLength(array); i++) {
      more.add(Array.get(array, i));
    }
    return copy(more, kwargs, options, immutable);
  }

  /** With an option by Celery's own name; the value as signatures carry it. */
  public Signature<R> option(String name, @Nullable Object value) {
    return copy(args, kwargs, options.with(name, value), immutable);
  }

  /** With all of these options over its own. */
  public Signature<R> options(SendOptions more) {
    return copy(args, kwargs, options.overlay(more), immutable);
  }

  /** As an immutable signature: as a callback it does not take the result as an argument. */
  public Signature<R> immutable() {
    return copy(args, kwargs, options, true);
  }

  /** With an id of the caller's choosing. */
  public Signature<R> taskId(String id) {
    return option("task_id", id);
  }

  /** To run after a delay; zero is none. */
  public Signature<R> countdown(Duration delay) {
    return option("countdown", SendOptions.secondsOf(delay));
  }

  /** To run at a time, or later. */
  public Signature<R> eta(Instant time) {
    return option("eta", time.atOffset(ZoneOffset.UTC));
  }

  /** Not to be run later than so long after sending. */
  public Signature<R> expires(Duration afterSending) {
    return option("expires", SendOptions.secondsOf(afterSending));
  }

  /** Not to be run later than this. */
  public Signature<R> expires(Instant time) {
    return option("expires", time.atOffset(ZoneOffset.UTC));
  }

  public Signature<R> queue(String name) {
    return option("queue", name);
  }

  public Signature<R> exchange(String name) {
    return option("exchange", name);
  }

  public Signature<R> routingKey(String key) {
    return option("routing_key", key);
  }

  /** 0 to 255; on Redis 0 to 9, of which 0 is the most urgent. */
  public Signature<R> priority(int value) {
    return option("priority", value);
  }

  public Signature<R> serializer(String name) {
    return option("serializer", name);
  }

  public Signature<R> compression(String name) {
    return option("compression", name);
  }

  /** With a header of the application's own, which the task finds in its request. */
  public Signature<R> header(String name, @Nullable Object value) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    if (options.values().get("headers") instanceof Map<?, ?> present) {
      present.forEach((key, each) -> headers.put(String.valueOf(key), each));
    }
    headers.put(name, value);
    return option("headers", Collections.unmodifiableMap(headers));
  }

  /** The hard time limit of this call. */
  public Signature<R> timeLimit(Duration limit) {
    return option("time_limit", SendOptions.secondsOf(limit));
  }

  /** The soft time limit of this call. */
  public Signature<R> softTimeLimit(Duration limit) {
    return option("soft_time_limit", SendOptions.secondsOf(limit));
  }

  public Signature<R> ignoreResult(boolean ignore) {
    return option("ignore_result", ignore);
  }

  /** The name that logs and monitors show instead of the task's. */
  public Signature<R> shadow(String name) {
    return option("shadow", name);
  }

  /**
   * A call to make with the result when this one succeeds; may be given several times. On a chain
   * it follows the last step; on a chord the body; on a group it goes to the first member and gets
   * no result, as in Celery.
   */
  public Signature<R> link(Signature<?> callback) {
    return changed(draft -> draft.link(Drafts.of(callback)));
  }

  /** A call to make with the result when this one succeeds; the types are checked. */
  public Signature<R> link(Step<? super R, ?> callback) {
    return link(callback.signature());
  }

  /**
   * A call to make when this one fails; may be given several times. On a chain it counts for every
   * step, on a group for every member, on a chord for the body, and for the tasks of its header as
   * well when {@code task_allow_error_cb_on_chord_header} is set.
   */
  public Signature<R> linkError(Signature<?> errback) {
    return subtaskType != null && subtaskType.equals("chord")
        ? addToOption(Drafts.CHORD_ERRBACKS, errback)
        : changed(draft -> draft.linkError(Drafts.of(errback)));
  }

  /** Celery's {@code on_error}: another name for {@link #linkError}. */
  public Signature<R> onError(Signature<?> errback) {
    return linkError(errback);
  }

  private Signature<R> addToOption(String option, Signature<?> one) {
    List<@Nullable Object> all = new ArrayList<>();
    if (options.values().get(option) instanceof List<?> present) {
      all.addAll(present);
    }
    all.add(one);
    return option(option, Collections.unmodifiableList(all));
  }

  /** This, and then a step that gets its result: Celery's {@code |}. */
  public <S> Signature<S> then(Step<? super R, S> next) {
    return then(next.signature());
  }

  /** This, and then another call. It gets the result as its first argument unless immutable. */
  public <S> Signature<S> then(Signature<S> next) {
    return cast(Composition.then(Drafts.of(this), Drafts.of(next)).toSignature());
  }

  /** With stamps: headers that mark what belongs together, on all that this consists of. */
  public Signature<R> stamp(Map<String, ?> stamps) {
    return changed(draft -> new Stamping(Optional.empty(), false).stamp(draft, stamps));
  }

  /** With a stamp; another of the same name is replaced. */
  public Signature<R> stamp(String name, Object value) {
    return stamp(Map.of(name, value));
  }

  /** With the stamps that a visitor gives to each part of this. */
  public Signature<R> stamp(StampingVisitor visitor) {
    return changed(draft -> new Stamping(Optional.of(visitor), false).stamp(draft, Map.of()));
  }

  /** With stamps that are added to those of the same name, newest first. */
  public Signature<R> appendStamps(Map<String, ?> stamps) {
    return changed(draft -> new Stamping(Optional.empty(), true).stamp(draft, stamps));
  }

  private Signature<R> changed(Consumer<Draft> change) {
    Draft draft = Drafts.of(this).copy();
    if (draft instanceof GroupDraft group) {
      group.tasks.replaceAll(Draft::copy);
    }
    change.accept(draft);
    return cast(draft.toSignature());
  }

  @SuppressWarnings("unchecked") // the caller's types say what flows where
  static <T> Signature<T> cast(Signature<?> signature) {
    return (Signature<T>) signature;
  }

  /** The parts of a chain, a group or a chord's header; empty for a plain task. */
  public List<Signature<?>> tasks() {
    return switch (Drafts.of(this)) {
      case ChainDraft chain -> undraftedAll(chain.tasks);
      case GroupDraft group -> undraftedAll(group.tasks);
      case ChordDraft chord -> undraftedAll(chord.header());
      case TaskDraft _ -> List.of();
    };
  }

  private static List<Signature<?>> undraftedAll(List<Draft> drafts) {
    List<Signature<?>> all = new ArrayList<>(drafts.size());
    drafts.forEach(each -> all.add(each.toSignature()));
    return Collections.unmodifiableList(all);
  }

  /** The workflow as an indented tree, for people. */
  public String toTree() {
    return CanvasText.tree(Drafts.of(this));
  }

  /** The workflow as a Mermaid flowchart, for documents and issues. */
  public String toMermaid() {
    return CanvasText.mermaid(Drafts.of(this));
  }

  public String task() {
    return task;
  }

  public List<@Nullable Object> args() {
    return args;
  }

  public Map<String, @Nullable Object> kwargs() {
    return kwargs;
  }

  public SendOptions options() {
    return options;
  }

  public boolean isImmutable() {
    return immutable;
  }

  /** The kind of a workflow: chain, group, chord and the like; empty for a plain task. */
  public Optional<String> subtaskType() {
    return Optional.ofNullable(subtaskType);
  }

  public Type resultType() {
    return resultType;
  }

  /** The options that the task's declaration gives, where the signature knows it. */
  public Optional<TaskOptions> taskOptions() {
    return Optional.ofNullable(taskOptions);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Signature<?> that
        && task.equals(that.task)
        && args.equals(that.args)
        && kwargs.equals(that.kwargs)
        && options.equals(that.options)
        && immutable == that.immutable
        && Objects.equals(subtaskType, that.subtaskType);
  }

  @Override
  public int hashCode() {
    return Objects.hash(task, args, kwargs, options, immutable, subtaskType);
  }

  @Override
  public String toString() {
    if (subtaskType != null) {
      return CanvasText.line(Drafts.of(this));
    }
    StringBuilder text = new StringBuilder(task).append('(');
    String separator = "";
    for (Object arg : args) {
      text.append(separator).append(arg);
      separator = ", ";
    }
    for (Map.Entry<String, @Nullable Object> kwarg : kwargs.entrySet()) {
      text.append(separator).append(kwarg.getKey()).append('=').append(kwarg.getValue());
      separator = ", ";
    }
    return text.append(')').toString();
  }
}
