package io.celeriac.processor;

import java.util.Optional;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;

/** A parameter of a task method. */
sealed interface Parameter {

  /** The task's context: given by the worker. */
  record Injected() implements Parameter {}

  /**
   * One that a message carries.
   *
   * @param nullable whether a call may give null for it, or leave it out
   * @param isOptional whether it is a java.util.Optional, which is empty then
   * @param defaultJson the value it has when a call leaves it out
   */
  record Sent(
      VariableElement element, boolean nullable, boolean isOptional, Optional<String> defaultJson)
      implements Parameter {

    String name() {
      return element.getSimpleName().toString();
    }

    TypeMirror type() {
      return element.asType();
    }

    /** Whether the method may see null. */
    boolean maybeNull() {
      return nullable && !isOptional;
    }

    boolean omittable() {
      return nullable || defaultJson.isPresent();
    }
  }
}
