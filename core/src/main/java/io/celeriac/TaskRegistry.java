package io.celeriac;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks of an app by name and alias. Immutable. */
final class TaskRegistry {

  private final Map<String, TaskDefinition<?>> byName = new LinkedHashMap<>();
  private final List<TaskDefinition<?>> all;
  private final TaskAnnotations annotations;
  private final List<TaskDefinition<?>> builtin = new ArrayList<>();

  /**
   * The application's tasks, and those of Celery itself, which are found but not listed and which
   * the application may replace.
   */
  TaskRegistry(
      List<TaskDefinition<?>> definitions,
      List<TaskDefinition<?>> builtin,
      TaskAnnotations annotations) {
    this.annotations = annotations;
    this.all = definitions.stream().<TaskDefinition<?>>map(this::annotated).toList();
    for (TaskDefinition<?> definition : all) {
      add(definition.name(), definition);
      definition.aliases().forEach(alias -> add(alias, definition));
    }
    for (TaskDefinition<?> each : builtin) {
      TaskDefinition<?> annotated = annotated(each);
      if (byName.putIfAbsent(each.name(), annotated) == null) {
        this.builtin.add(annotated);
      }
    }
  }

  private TaskDefinition<?> annotated(TaskDefinition<?> definition) {
    return definition.withOptions(options(definition.name(), definition.options()));
  }

  /** What the settings make of the options that a task is declared with. */
  TaskOptions options(String task, TaskOptions declared) {
    return annotations.on(task, declared);
  }

  private void add(String name, TaskDefinition<?> definition) {
    TaskDefinition<?> present = byName.putIfAbsent(name, definition);
    if (present != null) {
      throw new TaskRegistrationException(
          "Two tasks answer to the name '"
              + name
              + "': "
              + present.name()
              + present.parameters().stream().map(TaskParameter::name).toList()
              + " and "
              + definition.name()
              + definition.parameters().stream().map(TaskParameter::name).toList()
              + "; give one another name");
    }
  }

  Optional<TaskDefinition<?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Those of Celery itself that the application has not replaced. */
  Collection<TaskDefinition<?>> builtin() {
    return Collections.unmodifiableCollection(builtin);
  }

  Collection<TaskDefinition<?>> all() {
    return Collections.unmodifiableCollection(all);
  }
}
