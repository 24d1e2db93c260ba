package io.celeriac;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the definition of one method annotated as a task, which is called by reflection. */
final class ReflectedTask {

  /** What an error callback is called with. */
  private static final List<Class<?>> TOLD =
      List.of(TaskRequest.class, Throwable.class, String.class);

  private final Method method;
  private final Task task;
  private final Optional<Supplier<?>> objects;

  ReflectedTask(Method method, Optional<Supplier<?>> objects) {
    this.method = method;
    this.task = method.getAnnotation(Task.class);
    this.objects = objects;
  }

  TaskDefinition<?> definition(Optional<TaskCallbacks> callbacks) {
    checkMethod();
    TaskDefinition.Builder<?> builder = TaskDefinition.ofType(task.value(), resultType());
    for (String alias : task.aliases()) {
      if (alias.isBlank()) {
        throw wrong("has a blank alias; give a name, or remove it");
      }
      builder.alias(alias);
    }
    List<Boolean> injected = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      boolean context = parameter.getType() == TaskContext.class;
      injected.add(context);
      if (!context) {
        builder.parameter(parameter(parameter));
      }
    }
    switch ((int) injected.stream().filter(context -> context).count()) {
      case 0 -> {}
      case 1 -> builder.bound();
      default -> throw wrong("takes its TaskContext twice; remove one of the two");
    }
    checkErrorCallback(injected.contains(true));
    try {
      builder.options(sensitive(AnnotatedOptions.of(task)));
    } catch (IllegalArgumentException e) {
      throw wrong("has wrong options: " + e.getMessage());
    }
    return builder
        .callbacks(callbacks.orElse(null))
        .handler((context, arguments) -> run(context, arguments, injected));
  }

  private TaskOptions sensitive(TaskOptions options) {
    TaskOptions.Builder more = options.toBuilder();
    int position = 0;
    for (Parameter parameter : method.getParameters()) {
      if (parameter.getType() == TaskContext.class) {
        continue;
      }
      if (parameter.isAnnotationPresent(Sensitive.class)) {
        if (parameter.isVarArgs()) {
          more.sensitiveRest(parameter.getName(), position);
        } else {
          more.sensitive(parameter.getName(), position);
        }
      }
      position++;
    }
    return more.build();
  }

  private void checkMethod() {
    if (task.value().isBlank()) {
      throw wrong("has no name for messages to carry; give one such as \"arithmetic.add\"");
    }
    if (Modifier.isPrivate(method.getModifiers())) {
      throw wrong("is private, so that no worker can call it; remove 'private'");
    }
    if (method.getTypeParameters().length > 0) {
      throw wrong(
          "has type parameters, which no message can fill in; write the types themselves, or Object"
              + " for any value");
    }
    if (objects.isEmpty() && !Modifier.isStatic(method.getModifiers())) {
      throw wrong("is not static; give an object of the class to call it on, not the class");
    }
    try {
      method.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new TaskRegistrationException(
          describe(method)
              + " cannot be called by reflection ("
              + e.getMessage()
              + "); open its package to io.celeriac, or use the annotation processor");
    }
  }

  /** What a worker tells an error callback comes first, and in this order. */
  private void checkErrorCallback(boolean bound) {
    List<Class<?>> types = List.of(method.getParameterTypes());
    int told = TOLD.size();
    boolean isOne = types.size() >= told && types.subList(0, told).equals(TOLD) && !bound;
    List<Class<?>> others = isOne ? types.subList(told, types.size()) : types;
    if (others.contains(TaskRequest.class) || others.contains(Throwable.class)) {
      throw wrong(
          "is told of another task's failure; its first parameters must be (TaskRequest, Throwable,"
              + " @Nullable String traceback), and no TaskContext");
    }
  }

  private Type resultType() {
    Type result = method.getGenericReturnType();
    if (result == void.class || result == Void.class) {
      return Void.class;
    }
    if (!ReflectedTypes.canTravel(result)) {
      throw wrong(cannotTravel("has a result", result));
    }
    return result;
  }

  private TaskParameter parameter(Parameter parameter) {
    if (!parameter.isNamePresent()) {
      throw wrong(
          "has parameters whose names the compiler has not kept, so that no keyword argument could"
              + " bind; compile with -parameters, or use the annotation processor");
    }
    String name = parameter.getName();
    Type type = parameter.getParameterizedType();
    if (type == TaskRequest.class || type == Throwable.class) {
      return TaskParameter.required(name, type);
    }
    if (!ReflectedTypes.canTravel(type)) {
      throw wrong(cannotTravel("has a parameter '" + name + "'", type));
    }
    if (parameter.isVarArgs()) {
      return rest(parameter, type);
    }
    boolean nullable =
        type == Optional.class
            || parameter.getType() == Optional.class
            || isNullable(parameter)
            || isNullable(parameter.getAnnotatedType());
    if (nullable && parameter.getType().isPrimitive()) {
      throw wrong(
          "has a parameter '"
              + name
              + "' that is a primitive, which is never null; remove @Nullable, or use the boxed"
              + " type");
    }
    Default given = parameter.getAnnotation(Default.class);
    if (given == null) {
      return nullable ? TaskParameter.nullable(name, type) : TaskParameter.required(name, type);
    }
    TaskParameter.misfit(given.value(), type, nullable)
        .ifPresent(why -> {
          throw wrong("has a parameter '" + name + "' whose default must be " + why);
        });
    return nullable
        ? TaskParameter.nullable(name, type, given.value())
        : TaskParameter.defaulted(name, type, given.value());
  }

  private TaskParameter rest(Parameter parameter, Type type) {
    if (parameter.isAnnotationPresent(Default.class)) {
      throw wrong(
          "has a parameter '"
              + parameter.getName()
              + "' that takes all further arguments, and is empty when there are none; remove"
              + " @Default");
    }
    return TaskParameter.rest(
        parameter.getName(),
        type instanceof GenericArrayType array
            ? array.getGenericComponentType()
            : parameter.getType().getComponentType());
  }

  private static boolean isNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(type -> type.getSimpleName().equals("Nullable"));
  }

  private @Nullable Object run(TaskContext context, Arguments arguments, List<Boolean> injected)
      throws Exception {
    @Nullable Object[] values = new @Nullable Object[injected.size()];
    int index = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] =
          injected.get(i)
              ? context
              : i == values.length - 1 && method.isVarArgs()
                  ? arguments.array(index, method.getParameterTypes()[i])
                  : arguments.at(index++);
    }
    boolean onObject = objects.isPresent() && !Modifier.isStatic(method.getModifiers());
    try {
      return method.invoke(onObject ? objects.get().get() : null, values);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new UndeclaredThrowableException(e.getCause());
      }
    }
  }

  private static String cannotTravel(String what, Type type) {
    return what
        + " of type "
        + type.getTypeName()
        + ", which cannot travel in a message; use a primitive, text, a java.time type, a list, set"
        + " or map of such, an enum, a record or a concrete class";
  }

  private TaskRegistrationException wrong(String what) {
    return new TaskRegistrationException(
        "Task '" + task.value() + "', " + describe(method) + ", " + what);
  }

  static String describe(Method method) {
    return method.getDeclaringClass().getName()
        + "."
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
