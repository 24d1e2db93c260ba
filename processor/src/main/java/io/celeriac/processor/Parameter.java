package io.celeriac.processor;

import java.util.Optional;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
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
   * @param rest whether it takes all further positional arguments, as a varargs parameter does
   */
  record Sent(
      VariableElement element,
      boolean nullable,
      boolean isOptional,
      Optional<String> defaultJson,
      boolean rest)
      implements Parameter {

    String name() {
      return element.getSimpleName().toString();
    }

    TypeMirror type() {
      return element.asType();
    }

    /** The type of one argument: of the rest, that of each. */
    TypeMirror argumentType() {
      return rest ? ((ArrayType) type()).getComponentType() : type();
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
