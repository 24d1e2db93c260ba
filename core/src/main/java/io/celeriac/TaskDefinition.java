package io.celeriac;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as a worker runs it: its names, parameters and options, and the code. Generated from
 * {@link Task} methods, or built here for a lambda. Immutable.
 *
 * @param <R> the type of its result
 */
public final class TaskDefinition<R> {

  private final String name;
  private final List<String> aliases;
  private final List<TaskParameter> parameters;
  private final Type resultType;
  private final TaskOptions options;
  private final TaskHandler handler;
  private final Optional<TaskCallbacks> callbacks;
  private final boolean bound;

  private TaskDefinition(TaskDefinition<R> from, TaskOptions options) {
    this.name = from.name;
    this.aliases = from.aliases;
    this.parameters = from.parameters;
    this.resultType = from.resultType;
    this.options = options;
    this.handler = from.handler;
    this.callbacks = from.callbacks;
    this.bound = from.bound;
  }

  private TaskDefinition(Builder<R> builder, TaskHandler handler) {
    this.name = builder.name;
    this.aliases = List.copyOf(builder.aliases);
    this.parameters = List.copyOf(builder.parameters);
    this.resultType = builder.resultType;
    this.options = builder.options;
    this.handler = handler;
    this.callbacks = Optional.ofNullable(builder.callbacks);
    this.bound = builder.bound;
  }

  /** Starts a definition whose result is of a class. */
  public static <R> Builder<R> named(String name, Class<R> resultType) {
    return new Builder<>(name, resultType);
  }

  /** Starts a definition whose result is of a generic type. */
  public static <R> Builder<R> named(String name, TypeRef<R> resultType) {
    return new Builder<>(name, resultType.type());
  }

  static Builder<?> ofType(String name, Type resultType) {
    return new Builder<>(name, resultType);
  }

  /** A task without parameters from a lambda. */
  public static <R> TaskDefinition<R> of(String name, Class<R> resultType, Body0<R> body) {
    return named(name, resultType).handler((task, arguments) -> body.run());
  }

  /** A task of one parameter, {@code x}, from a lambda. */
  public static <A, R> TaskDefinition<R> of(
      String name, Class<R> resultType, Class<A> x, Body1<A, R> body) {
    return named(name, resultType)
        .parameter(TaskParameter.required("x", x))
        .handler((task, arguments) -> body.run(arguments.required(0, x)));
  }

  /** A task of two parameters, {@code x} and {@code y}, from a lambda. */
  public static <A, B, R> TaskDefinition<R> of(
      String name, Class<R> resultType, Class<A> x, Class<B> y, Body2<A, B, R> body) {
    return named(name, resultType)
        .parameter(TaskParameter.required("x", x))
        .parameter(TaskParameter.required("y", y))
        .handler((task, args) -> body.run(args.required(0, x), args.required(1, y)));
  }

  /** The body of a task without parameters. */
  @FunctionalInterface
  public interface Body0<R> {
    @Nullable R run() throws Exception;
  }

  /** The body of a task of one parameter. */
  @FunctionalInterface
  public interface Body1<A, R> {
    @Nullable R run(A x) throws Exception;
  }

  /** The body of a task of two parameters. */
  @FunctionalInterface
  public interface Body2<A, B, R> {
    @Nullable R run(A x, B y) throws Exception;
  }

  /** The name that messages carry. */
  public String name() {
    return name;
  }

  /** Further names it answers to. */
  public List<String> aliases() {
    return aliases;
  }

  public List<TaskParameter> parameters() {
    return parameters;
  }

  public Type resultType() {
    return resultType;
  }

  public TaskOptions options() {
    return options;
  }

  /** The same task with other options. */
  public TaskDefinition<R> withOptions(TaskOptions other) {
    return new TaskDefinition<>(this, other);
  }

  public TaskHandler handler() {
    return handler;
  }

  public Optional<TaskCallbacks> callbacks() {
    return callbacks;
  }

  /**
   * Whether its code looks at its own run, Celery's {@code bind=True}. As an error callback such a
   * task is sent with the id of the failed task, never called in its place.
   */
  public boolean bound() {
    return bound;
  }

  /** A call of this task by position; arguments are checked by the worker. */
  public Signature<R> call(@Nullable Object... args) {
    return Signature.<R>ofType(name, resultType, options, args);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Gathers a definition. Not thread-safe. */
  public static final class Builder<R> {
    private final String name;
    private final Type resultType;
    private final List<String> aliases = new ArrayList<>();
    private final List<TaskParameter> parameters = new ArrayList<>();
    private TaskOptions options = TaskOptions.NONE;
    private @Nullable TaskCallbacks callbacks;
    private boolean bound;

    private Builder(String name, Type resultType) {
      if (name.isBlank()) {
        throw new TaskRegistrationException(
            "A task needs a name that messages can carry, such as 'arithmetic.add'; got '"
                + name
                + "'");
      }
      this.name = name;
      this.resultType = resultType;
    }

    /** Another name it answers to. */
    public Builder<R> alias(String other) {
      aliases.add(other);
      return this;
    }

    /** The next parameter. */
    public Builder<R> parameter(TaskParameter parameter) {
      if (parameters.stream().anyMatch(p -> p.name().equals(parameter.name()))) {
        throw new TaskRegistrationException(
            "Task " + name + " has two parameters named '" + parameter.name() + "'");
      }
      parameters.add(parameter);
      return this;
    }

    public Builder<R> options(TaskOptions value) {
      this.options = value;
      return this;
    }

    /** What is called around it; null for nothing. */
    public Builder<R> callbacks(@Nullable TaskCallbacks value) {
      this.callbacks = value;
      return this;
    }

    /** Marks it as looking at its own run: its code uses the context. */
    public Builder<R> bound() {
      this.bound = true;
      return this;
    }

    /** The code; ends the definition. */
    public TaskDefinition<R> handler(TaskHandler handler) {
      return new TaskDefinition<>(this, handler);
    }
  }
}
