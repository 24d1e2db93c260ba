package io.celeriac;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, bound to the parameters of a task as Python binds them: by position
 * first, then by name, then defaults; each converted to its parameter's type.
 */
public final class Arguments {

  private final @Nullable Object[] values;

  private Arguments(@Nullable Object[] values) {
    this.values = values;
  }

  /**
   * Binds a call.
   *
   * @throws ArgumentException naming the parameter, and the expected and the actual type, when one
   *     is missing, surplus, given twice, or of the wrong type
   */
  public static Arguments bind(
      TaskDefinition<?> task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      ValueConverter converter) {
    List<TaskParameter> parameters = task.parameters();
    int rest = indexOf(parameters, TaskParameter.Presence.REST);
    int restByName = indexOf(parameters, TaskParameter.Presence.REST_BY_NAME);
    // What comes after the rest can be given by name only.
    int positional = rest >= 0 ? rest : restByName >= 0 ? restByName : parameters.size();
    if (rest < 0 && args.size() > positional) {
      throw new ArgumentException(
          task.name()
              + describe(parameters)
              + " takes "
              + count(positional)
              + " but "
              + args.size()
              + (args.size() == 1 ? " was given" : " were given"));
    }
    if (!kwargs.isEmpty()) {
      checkNames(task, Math.min(args.size(), positional), kwargs, restByName >= 0);
    }
    @Nullable Object[] values = new @Nullable Object[parameters.size()];
    List<String> missing = new ArrayList<>(0);
    for (int i = 0; i < values.length; i++) {
      TaskParameter parameter = parameters.get(i);
      if (i == rest) {
        values[i] = rest(task, parameter, args, i, converter);
      } else if (i == restByName) {
        values[i] = restByName(task, parameter, kwargs, converter);
      } else if (i < args.size() && i < positional) {
        values[i] = convert(task, parameter, args.get(i), converter);
      } else if (kwargs.containsKey(parameter.name())) {
        values[i] = convert(task, parameter, kwargs.get(parameter.name()), converter);
      } else {
        switch (parameter.presence()) {
          case REQUIRED -> missing.add("'" + parameter.name() + "'");
          case NULLABLE, DEFAULTED -> values[i] = defaultOf(parameter, converter);
          case REST, REST_BY_NAME ->
              throw new IllegalStateException("a task has one parameter of each kind of rest");
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new ArgumentException(
          task.name()
              + describe(parameters)
              + " is missing "
              + count(missing.size())
              + ": "
              + String.join(", ", missing));
    }
    return new Arguments(values);
  }

  private static int indexOf(List<TaskParameter> parameters, TaskParameter.Presence presence) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).presence() == presence) {
        return i;
      }
    }
    return -1;
  }

  private static List<@Nullable Object> rest(
      TaskDefinition<?> task,
      TaskParameter parameter,
      List<@Nullable Object> args,
      int from,
      ValueConverter converter) {
    List<@Nullable Object> all = new ArrayList<>();
    for (int i = from; i < args.size(); i++) {
      all.add(element(task, parameter, args.get(i), converter));
    }
    return all;
  }

  private static Map<String, @Nullable Object> restByName(
      TaskDefinition<?> task,
      TaskParameter parameter,
      Map<String, @Nullable Object> kwargs,
      ValueConverter converter) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(kwargs);
    task.parameters().forEach(each -> all.remove(each.name()));
    all.replaceAll((name, value) -> element(task, parameter, value, converter));
    return all;
  }

  /** One of the rest may be null, unless a primitive is to hold it. */
  private static @Nullable Object element(
      TaskDefinition<?> task,
      TaskParameter parameter,
      @Nullable Object value,
      ValueConverter converter) {
    boolean primitive = parameter.type() instanceof Class<?> type && type.isPrimitive();
    return value == null && !primitive ? null : convert(task, parameter, value, converter);
  }

  private static @Nullable Object defaultOf(TaskParameter parameter, ValueConverter converter) {
    String json = parameter.defaultJson();
    return json == null
        ? converter.fromWire(null, parameter.type())
        : converter.fromJson(json, parameter.type());
  }

  private static void checkNames(
      TaskDefinition<?> task,
      int positional,
      Map<String, @Nullable Object> kwargs,
      boolean anyName) {
    List<String> names = task.parameters().stream().map(TaskParameter::name).toList();
    for (String name : kwargs.keySet()) {
      int index = names.indexOf(name);
      if (index < 0 && anyName) {
        continue;
      }
      if (index < 0) {
        throw new ArgumentException(
            task.name()
                + describe(task.parameters())
                + " got an unexpected keyword argument '"
                + name
                + "'; its parameters are "
                + names);
      }
      if (index < positional) {
        throw new ArgumentException(
            task.name()
                + describe(task.parameters())
                + " got multiple values for argument '"
                + name
                + "': by position and by name");
      }
    }
  }

  private static @Nullable Object convert(
      TaskDefinition<?> task,
      TaskParameter parameter,
      @Nullable Object value,
      ValueConverter converter) {
    if (value == null && parameter.presence() != TaskParameter.Presence.NULLABLE) {
      throw new ArgumentException(
          "Argument '"
              + parameter.name()
              + "' of "
              + task.name()
              + " must be "
              + ValueConverter.typeName(parameter.type())
              + ", not None");
    }
    try {
      return converter.fromWire(value, parameter.type());
    } catch (ArgumentException e) {
      if (task.options().sensitive().has(parameter.name())) {
        throw new ArgumentException(
            "Argument '"
                + parameter.name()
                + "' of "
                + task.name()
                + " must be "
                + ValueConverter.typeName(parameter.type())
                + ", and is not; its value is sensitive and not shown");
      }
      throw new ArgumentException(
          "Argument '" + parameter.name() + "' of " + task.name() + " must be " + e.getMessage());
    }
  }

  private static String describe(List<TaskParameter> parameters) {
    return parameters.stream()
        .map(TaskParameter::name)
        .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
  }

  private static String count(int n) {
    return n + (n == 1 ? " argument" : " arguments");
  }

  /** How many there are: as many as the task has parameters. */
  public int size() {
    return values.length;
  }

  /** The value of a parameter, of its type. */
  public @Nullable Object at(int index) {
    return values[index];
  }

  /** The value of a parameter of type int. */
  public int intAt(int index) {
    return (Integer) present(index);
  }

  /** The value of a parameter of type long. */
  public long longAt(int index) {
    return (Long) present(index);
  }

  /** The value of a parameter of type double. */
  public double doubleAt(int index) {
    return (Double) present(index);
  }

  /** The value of a parameter of type boolean. */
  public boolean booleanAt(int index) {
    return (Boolean) present(index);
  }

  /** The value of a parameter that was declared as required. */
  public <T> T required(int index, Class<T> type) {
    return type.cast(present(index));
  }

  /** The value of a parameter that takes the rest, as the array that a varargs method gets. */
  public <T> T array(int index, Class<T> arrayType) {
    List<?> rest = (List<?>) present(index);
    Object array = Array.newInstance(arrayType.getComponentType(), rest.size());
    for (int i = 0; i < rest.size(); i++) {
      Array.set(array, i, rest.get(i));
    }
    return arrayType.cast(array);
  }

  private Object present(int index) {
    return java.util.Objects.requireNonNull(values[index], "a required argument was bound to null");
  }

  /** The values in order. */
  public List<@Nullable Object> toList() {
    return java.util.Collections.unmodifiableList(Arrays.asList(values));
  }
}
