package io.celeriac.processor;

import io.celeriac.Default;
import io.celeriac.TaskContext;
import io.celeriac.TaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads the parameters of a task, and reports those that no message can fill. */
final class ParameterReader {

  private final TravelingTypes traveling;
  private final DefaultValues defaults;

  ParameterReader(TravelingTypes traveling, Elements elements, Types types) {
    this.traveling = traveling;
    this.defaults = new DefaultValues(elements, types);
  }

  List<Parameter> read(ExecutableElement method, String task, Problems problems) {
    List<Parameter> parameters = new ArrayList<>();
    boolean injected = false;
    for (VariableElement element : method.getParameters()) {
      if (!isA(element.asType(), TaskContext.class)) {
        parameters.add(sent(method, element, task, problems));
        continue;
      }
      if (injected) {
        problems.error(
            element, "Task '" + task + "' takes its TaskContext twice; remove one of the two");
      }
      Annotations.find(element, Default.class)
          .ifPresent(annotation ->
              problems.error(
                  element,
                  "The TaskContext of task '"
                      + task
                      + "' is given by the worker and has no default; remove @Default"));
      injected = true;
      parameters.add(new Parameter.Injected());
    }
    return parameters;
  }

  private Parameter.Sent sent(
      ExecutableElement method, VariableElement element, String task, Problems problems) {
    TypeMirror type = element.asType();
    if (isA(type, TaskRequest.class) || isA(type, Throwable.class)) {
      // Of an error callback; TaskMethodReader looks at the order.
      return new Parameter.Sent(element, false, false, Optional.empty(), false);
    }
    String what = "Parameter '" + element.getSimpleName() + "' of task '" + task + "'";
    if (method.isVarArgs() && element.equals(method.getParameters().getLast())) {
      return rest(element, task, what, problems);
    }
    Optional<String> obstacle = traveling.obstacle(type);
    obstacle.ifPresent(
        why -> problems.error(element, what + " cannot travel in a message: " + why));
    traveling
        .hidden(type)
        .ifPresent(hidden -> TaskMethodReader.reportHidden(element, task, hidden, problems));
    if (type.getKind().isPrimitive() && Annotations.isNullable(element)) {
      problems.error(
          element,
          what + " is a primitive, which is never null; remove @Nullable, or use the boxed type");
    }
    boolean optional = isA(type, Optional.class);
    boolean nullable = optional || Annotations.isNullable(element);
    Optional<String> json =
        Annotations.find(element, Default.class)
            .filter(annotation -> obstacle.isEmpty())
            .flatMap(annotation -> json(element, annotation, what, nullable, problems));
    return new Parameter.Sent(element, nullable, optional, json, false);
  }

  private Parameter.Sent rest(
      VariableElement element, String task, String what, Problems problems) {
    traveling
        .obstacle(element.asType())
        .ifPresent(why -> problems.error(element, what + " cannot travel in a message: " + why));
    traveling
        .hidden(element.asType())
        .ifPresent(hidden -> TaskMethodReader.reportHidden(element, task, hidden, problems));
    Annotations.find(element, Default.class)
        .ifPresent(annotation ->
            problems.error(
                element,
                what
                    + " takes all further arguments, and is empty when there are none; remove"
                    + " @Default"));
    return new Parameter.Sent(element, false, false, Optional.empty(), true);
  }

  private Optional<String> json(
      VariableElement element,
      AnnotationMirror annotation,
      String what,
      boolean nullable,
      Problems problems) {
    AnnotationValue value = Annotations.attributes(annotation).get("value");
    if (value == null) {
      // The compiler itself says that the attribute is missing.
      return Optional.empty();
    }
    String json = String.valueOf(value.getValue());
    defaults
        .misfit(json, element.asType(), nullable)
        .ifPresent(why ->
            problems.error(
                element,
                annotation,
                value,
                "The default of p" + what.substring(1) + " must be " + why));
    return Optional.of(json);
  }

  private static boolean isA(TypeMirror type, Class<?> same) {
    return type instanceof DeclaredType declared
        && declared.asElement() instanceof TypeElement element
        && element.getQualifiedName().contentEquals(same.getName());
  }
}
