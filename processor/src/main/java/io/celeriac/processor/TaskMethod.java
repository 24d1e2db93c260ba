package io.celeriac.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import io.celeriac.TaskRequest;
import java.util.List;
import java.util.Objects;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * A method that is a task, read and found to be right.
 *
 * @param name the name that messages carry
 * @param aliases other names it answers to
 * @param parameters all of them, in order
 * @param options the calls on a builder of task options that set what its annotation sets
 */
record TaskMethod(
    ExecutableElement element,
    String name,
    List<String> aliases,
    List<Parameter> parameters,
    List<CodeBlock> options) {

  /** How many arguments a worker tells an error callback. */
  static final int TOLD = 3;

  String javaName() {
    return element.getSimpleName().toString();
  }

  /** The parameters that messages carry. */
  List<Parameter.Sent> sent() {
    return parameters.stream()
        .filter(Parameter.Sent.class::isInstance)
        .map(Parameter.Sent.class::cast)
        .toList();
  }

  /** Whether it is told of the failure of another task: its request, exception and traceback. */
  boolean isErrorCallback() {
    return !sent().isEmpty() && isRequest(sent().getFirst().type());
  }

  static boolean isRequest(TypeMirror type) {
    return TypeNames.of(type).equals(ClassName.get(TaskRequest.class));
  }

  /** The parameters that a call gives: an error callback is told the first three by a worker. */
  List<Parameter.Sent> called() {
    List<Parameter.Sent> sent = sent();
    return isErrorCallback() ? sent.subList(TOLD, sent.size()) : sent;
  }

  /** Whether its last parameter takes all further positional arguments. */
  boolean takesRest() {
    return !sent().isEmpty() && sent().getLast().rest();
  }

  /** Whether it looks at its own run. */
  boolean isBound() {
    return parameters.stream().anyMatch(Parameter.Injected.class::isInstance);
  }

  /** How many parameters at the end a call may leave out. */
  int omittable() {
    List<Parameter.Sent> sent = called();
    int count = 0;
    while (count < sent.size() && sent.get(sent.size() - 1 - count).omittable()) {
      count++;
    }
    return count;
  }

  TypeMirror result() {
    return element.getReturnType();
  }

  boolean returnsNothing() {
    return result().getKind() == TypeKind.VOID;
  }

  boolean isStatic() {
    return element.getModifiers().contains(Modifier.STATIC);
  }

  /** The class or interface that a method stands in. */
  static TypeElement owner(ExecutableElement method) {
    return (TypeElement) Objects.requireNonNull(method.getEnclosingElement());
  }

  /** The method as messages to the developer name it. */
  static String describe(ExecutableElement method) {
    return owner(method) + "." + method;
  }
}
