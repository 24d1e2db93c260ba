package io.celeriac;

import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.ValueConverter;
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

  /** Its travelling form, Celery's dictionary, with the values converted. */
  public SignatureData toData(ValueConverter converter) {
    Map<String, @Nullable Object> wireKwargs = new LinkedHashMap<>();
    kwargs.forEach((name, value) -> wireKwargs.put(name, converter.toWire(value)));
    Map<String, @Nullable Object> wireOptions = new LinkedHashMap<>();
    options
        .values()
        .forEach((name, value) -> wireOptions.put(name, optionToWire(value, converter)));
    return new SignatureData(
        task,
        args.stream().<@Nullable Object>map(converter::toWire).toList(),
        wireKwargs,
        wireOptions,
        subtaskType,
        immutable);
  }

  private static @Nullable Object optionToWire(@Nullable Object value, ValueConverter converter) {
    return switch (value) {
      case Signature<?> nested -> nested.toData(converter).toMap();
      case List<?> list ->
          list.stream().<@Nullable Object>map(each -> optionToWire(each, converter)).toList();
      case null, default -> converter.toWire(value);
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

  /** A call to make with the result when this one succeeds; may be given several times. */
  public Signature<R> link(Signature<?> callback) {
    return add("link", callback);
  }

  /** A call to make with the result when this one succeeds; the types are checked. */
  public Signature<R> link(Step<? super R, ?> callback) {
    return add("link", callback.signature());
  }

  /** A call to make when this one fails; may be given several times. */
  public Signature<R> linkError(Signature<?> errback) {
    return add("link_error", errback);
  }

  private Signature<R> add(String option, Signature<?> one) {
    List<@Nullable Object> all = new ArrayList<>();
    if (options.values().get(option) instanceof List<?> present) {
      all.addAll(present);
    }
    all.add(one);
    return option(option, Collections.unmodifiableList(all));
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
