package io.celeriac;

import io.celeriac.protocol.JsonSerializer;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a definition as a worker does: arguments off the wire, bound, and given to its code. */
public final class Binding {

  private Binding() {}

  /** Runs a task with arguments by position. */
  public static @Nullable Object run(TaskDefinition<?> task, @Nullable Object... args)
      throws Exception {
    return run(task, Map.of(), args);
  }

  /** Runs a task with arguments by position and by name. */
  public static @Nullable Object run(
      TaskDefinition<?> task, Map<String, @Nullable Object> kwargs, @Nullable Object... args)
      throws Exception {
    ValueConversions converter = new ValueConversions();
    Object message = travelled(converter.toWire(Arrays.asList(Arrays.asList(args), kwargs)));
    return task.handler().run(context(), bind(task, message, converter));
  }

  private static Object travelled(@Nullable Object value) {
    JsonSerializer json = new JsonSerializer();
    return Objects.requireNonNull(json.decode(json.encode(value), "utf-8"));
  }

  @SuppressWarnings("unchecked")
  private static Arguments bind(
      TaskDefinition<?> task, Object message, ValueConversions converter) {
    List<Object> parts = (List<Object>) message;
    return Arguments.bind(
        task,
        (List<@Nullable Object>) parts.getFirst(),
        (Map<String, @Nullable Object>) parts.getLast(),
        converter);
  }

  /** A context that answers with headers named as they are asked for. */
  public static TaskContext context() {
    return (TaskContext)
        Proxy.newProxyInstance(
            Binding.class.getClassLoader(),
            new Class<?>[] {TaskContext.class},
            (self, method, arguments) -> "<" + arguments[0] + ">");
  }
}
