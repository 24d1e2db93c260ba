package io.celeriac.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import io.celeriac.Sensitive;
import io.celeriac.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads a method annotated as a task, and reports what no task can be or have. */
final class TaskMethodReader {

  private final Messager messager;
  private final Elements elements;
  private final Types types;
  private final TravelingTypes traveling;
  private final ParameterReader parameters;
  private final TaskNames names;

  TaskMethodReader(Messager messager, Elements elements, Types types, TaskNames names) {
    this.messager = messager;
    this.elements = elements;
    this.types = types;
    this.traveling = new TravelingTypes(elements, types);
    this.parameters = new ParameterReader(traveling, elements, types);
    this.names = names;
  }

  /** The task, or empty when something is wrong with it, which is reported. */
  Optional<TaskMethod> read(ExecutableElement method) {
    AnnotationMirror task = Annotations.find(method, Task.class).orElseThrow();
    Problems problems = new Problems(messager);
    String name = name(method, task, problems);
    List<String> aliases = aliases(method, task, name, problems);
    checkMethod(method, name, problems);
    checkResult(method, name, problems);
    List<Parameter> carried = parameters.read(method, name, problems);
    List<CodeBlock> options =
        new ArrayList<>(new OptionsReader(method, task, name, problems).read());
    options.addAll(sensitive(carried));
    TaskMethod read = new TaskMethod(method, name, aliases, carried, options);
    checkErrorCallback(read, problems);
    return problems.found() ? Optional.empty() : Optional.of(read);
  }

  /** The calls on the builder of options for parameters that are marked. */
  private static List<CodeBlock> sensitive(List<Parameter> parameters) {
    List<CodeBlock> calls = new ArrayList<>();
    int position = 0;
    for (Parameter parameter : parameters) {
      if (parameter instanceof Parameter.Sent sent) {
        if (Annotations.find(sent.element(), Sensitive.class).isPresent()) {
          String call = sent.rest() ? ".sensitiveRest($S, $L)" : ".sensitive($S, $L)";
          calls.add(CodeBlock.of(call, sent.name(), position));
        }
        position++;
      }
    }
    return calls;
  }

  private String name(ExecutableElement method, AnnotationMirror task, Problems problems) {
    AnnotationValue value = Annotations.attributes(task).get("value");
    if (value == null || !(value.getValue() instanceof String name)) {
      // The compiler itself says that the attribute is missing.
      return "";
    }
    if (name.isBlank()) {
      problems.error(
          method,
          task,
          value,
          "A task needs a name for messages to carry; give "
              + TaskMethod.describe(method)
              + " one such as \""
              + suggestion(method)
              + "\"");
    } else {
      names
          .claim(name, method)
          .ifPresent(other ->
              problems.error(
                  method,
                  task,
                  value,
                  "The name '"
                      + name
                      + "' belongs to "
                      + TaskMethod.describe(other)
                      + " already; give one of the two tasks another name"));
    }
    return name;
  }

  private static String suggestion(ExecutableElement method) {
    String type = TaskMethod.owner(method).getSimpleName().toString();
    return type.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
        + type.substring(1)
        + "."
        + method.getSimpleName();
  }

  private List<String> aliases(
      ExecutableElement method, AnnotationMirror task, String name, Problems problems) {
    AnnotationValue value = Annotations.attributes(task).get("aliases");
    if (value == null) {
      return List.of();
    }
    Set<String> aliases = new LinkedHashSet<>();
    for (AnnotationValue each : Annotations.list(value)) {
      String alias = String.valueOf(each.getValue());
      if (alias.isBlank()) {
        problems.error(
            method, task, each, "Task '" + name + "' has a blank alias; give a name, or remove it");
      } else if (alias.equals(name) || !aliases.add(alias)) {
        problems.error(
            method,
            task,
            each,
            "Task '" + name + "' answers to '" + alias + "' already; remove it");
      } else {
        names
            .claim(alias, method)
            .ifPresent(other ->
                problems.error(
                    method,
                    task,
                    each,
                    "The alias '"
                        + alias
                        + "' of task '"
                        + name
                        + "' belongs to "
                        + TaskMethod.describe(other)
                        + " already; remove it from one of the two"));
      }
    }
    return new ArrayList<>(aliases);
  }

  private void checkMethod(ExecutableElement method, String name, Problems problems) {
    if (method.getModifiers().contains(Modifier.PRIVATE)) {
      problems.error(
          method,
          "Task '" + name + "' is private, so that no worker can call it; remove 'private'");
    }
    if (!method.getTypeParameters().isEmpty()) {
      problems.error(
          method,
          "Task '"
              + name
              + "' has type parameters, which no message can fill in; write the types themselves,"
              + " or Object for any value");
    }
    TypeMirror exception = elements.getTypeElement(Exception.class.getName()).asType();
    TypeMirror error = elements.getTypeElement(Error.class.getName()).asType();
    for (TypeMirror thrown : method.getThrownTypes()) {
      if (!types.isAssignable(thrown, exception) && !types.isAssignable(thrown, error)) {
        problems.error(
            method,
            "Task '" + name + "' declares to throw " + thrown + "; declare Exception instead");
      }
    }
  }

  /** What a worker tells an error callback comes first, and in this order. */
  private void checkErrorCallback(TaskMethod task, Problems problems) {
    List<Parameter.Sent> sent = task.sent();
    boolean right =
        task.isErrorCallback()
            && sent.size() >= TaskMethod.TOLD
            && isA(sent.get(1), Throwable.class)
            && isA(sent.get(2), String.class)
            && !task.isBound();
    for (int i = 0; i < sent.size(); i++) {
      Parameter.Sent each = sent.get(i);
      if ((TaskMethod.isRequest(each.type()) || isA(each, Throwable.class))
          && !(right && i < TaskMethod.TOLD)) {
        problems.error(
            each.element(),
            "Task '"
                + task.name()
                + "' is told of another task's failure; its first parameters must be"
                + " (TaskRequest, Throwable, @Nullable String traceback), and no TaskContext");
        return;
      }
    }
  }

  private boolean isA(Parameter.Sent parameter, Class<?> same) {
    return TypeNames.of(parameter.type()).equals(ClassName.get(same));
  }

  private void checkResult(ExecutableElement method, String name, Problems problems) {
    TypeMirror result = method.getReturnType();
    if (result.getKind() == TypeKind.VOID || isVoid(result)) {
      return;
    }
    traveling
        .obstacle(result)
        .ifPresent(why ->
            problems.error(
                method, "The result of task '" + name + "' cannot travel in a message: " + why));
    traveling.hidden(result).ifPresent(hidden -> reportHidden(method, name, hidden, problems));
  }

  private boolean isVoid(TypeMirror type) {
    return type.getKind() == TypeKind.DECLARED
        && types.isSameType(type, elements.getTypeElement(Void.class.getName()).asType());
  }

  static void reportHidden(
      javax.lang.model.element.Element at, String name, TypeElement hidden, Problems problems) {
    problems.error(
        at,
        "Task '"
            + name
            + "' names "
            + hidden.getQualifiedName()
            + ", which is private, so that its callers cannot; remove 'private' there");
  }
}
