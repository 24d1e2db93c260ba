package io.celeriac.processor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;

/** The names of all tasks of a compilation, across classes and rounds. */
final class TaskNames {

  private final Map<String, ExecutableElement> owners = new HashMap<>();

  /** Takes a name for a method, or says whose it is already. */
  Optional<ExecutableElement> claim(String name, ExecutableElement method) {
    return Optional.ofNullable(owners.putIfAbsent(name, method));
  }
}
