package io.celeriac;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes definitions of an object's methods annotated {@link Task} at run time, by reflection: for
 * objects whose class has no generated {@code XTasks} beside it, such as beans of a container. The
 * rules are those of the annotation processor; what it reports when compiling is thrown here.
 */
public final class TaskDefinitions {

  private TaskDefinitions() {}

  /**
   * The tasks of an object, sorted by name: of its class, those above it, and its interfaces. They
   * run on this object, on several threads at once. When it is a {@link TaskCallbacks}, it is
   * called around them. A {@code Class} gives its static tasks.
   *
   * @throws TaskRegistrationException saying what is wrong with which method, or that there are no
   *     tasks
   */
  public static List<TaskDefinition<?>> from(Object object) {
    if (object instanceof Class<?> type) {
      return definitions(type, Optional.empty(), Optional.empty());
    }
    Optional<TaskCallbacks> callbacks =
        object instanceof TaskCallbacks own ? Optional.of(own) : Optional.empty();
    return definitions(object.getClass(), Optional.of(() -> object), callbacks);
  }

  /**
   * The tasks of a type, sorted by name; each run asks the supplier for its object anew.
   *
   * @throws TaskRegistrationException saying what is wrong with which method, or that there are no
   *     tasks
   */
  public static <T> List<TaskDefinition<?>> from(Class<T> type, Supplier<? extends T> objects) {
    Optional<TaskCallbacks> callbacks =
        TaskCallbacks.class.isAssignableFrom(type)
            ? Optional.of(TaskCallbacks.of(() -> (TaskCallbacks) objects.get()))
            : Optional.empty();
    return definitions(type, Optional.of(objects), callbacks);
  }

  private static List<TaskDefinition<?>> definitions(
      Class<?> type, Optional<Supplier<?>> objects, Optional<TaskCallbacks> callbacks) {
    Map<String, Method> methods = new LinkedHashMap<>();
    collect(type, methods);
    if (methods.isEmpty()) {
      throw new TaskRegistrationException(
          type.getName()
              + " has no methods annotated @Task, nor have its superclasses and interfaces; annotate"
              + " the methods to be tasks, in the interface where a proxy stands for the object");
    }
    Map<String, Method> owners = new LinkedHashMap<>();
    List<TaskDefinition<?>> definitions = new ArrayList<>();
    methods.values().stream()
        .sorted(Comparator.comparing(method -> method.getAnnotation(Task.class).value()))
        .forEach(method -> {
          TaskDefinition<?> definition = new ReflectedTask(method, objects).definition(callbacks);
          claim(definition, method, owners);
          definitions.add(definition);
        });
    return List.copyOf(definitions);
  }

  /** Task methods by what overriding goes by, so that the one lowest in the hierarchy counts. */
  private static void collect(Class<?> type, Map<String, Method> methods) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Task.class) && !method.isBridge()) {
        methods.putIfAbsent(key(method), method);
      }
    }
    if (type.getSuperclass() != null) {
      collect(type.getSuperclass(), methods);
    }
    for (Class<?> above : type.getInterfaces()) {
      collect(above, methods);
    }
  }

  private static String key(Method method) {
    String shape = method.getName() + List.of(method.getParameterTypes());
    return Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())
        ? method.getDeclaringClass().getName() + "." + shape
        : shape;
  }

  private static void claim(
      TaskDefinition<?> definition, Method method, Map<String, Method> owners) {
    List<String> names = new ArrayList<>(definition.aliases());
    names.addFirst(definition.name());
    for (String name : names) {
      Method other = owners.putIfAbsent(name, method);
      if (other != null) {
        throw new TaskRegistrationException(
            "The name '"
                + name
                + "' belongs to "
                + ReflectedTask.describe(other)
                + " and to "
                + ReflectedTask.describe(method)
                + "; give one of the two tasks another name");
      }
    }
  }
}
