package io.celeriac.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.WildcardTypeName;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Writes the methods that give the definitions of a class's tasks, with direct calls of them. */
final class DefinitionWriter {

  private static final TypeName DEFINITIONS =
      ParameterizedTypeName.get(
          ClassName.get(List.class),
          ParameterizedTypeName.get(
              ClassName.get(TaskDefinition.class), WildcardTypeName.subtypeOf(Object.class)));

  private final TypeElement type;
  private final List<TaskMethod> tasks;
  private final Constants constants;
  private final TypeName owner;
  private final TypeName supplier;
  private final boolean hasCallbacks;

  DefinitionWriter(
      TypeElement type,
      List<TaskMethod> tasks,
      Elements elements,
      Types types,
      Constants constants) {
    this.type = type;
    this.tasks = tasks;
    this.constants = constants;
    this.owner = TypeNames.anyOf(type);
    this.supplier =
        ParameterizedTypeName.get(ClassName.get(Supplier.class), WildcardTypeName.subtypeOf(owner));
    TypeMirror callbacks = elements.getTypeElement(TaskCallbacks.class.getCanonicalName()).asType();
    this.hasCallbacks = types.isAssignable(types.erasure(type.asType()), callbacks);
  }

  /** Whether no task needs an object to be called on. */
  private boolean isStatic() {
    return tasks.stream().allMatch(TaskMethod::isStatic);
  }

  List<MethodSpec> write() {
    if (isStatic()) {
      return List.of(all());
    }
    return mayHaveCallbacks()
        ? List.of(ofInstance(), ofSupplier(), definitions())
        : List.of(ofInstance(), ofSupplier());
  }

  /** Whether an object of the type can be callbacks: only a final class rules it out. */
  private boolean mayHaveCallbacks() {
    return hasCallbacks || !type.getModifiers().contains(Modifier.FINAL);
  }

  private MethodSpec all() {
    return unchecked(MethodSpec.methodBuilder("all"))
        .addJavadoc("The tasks of {@link $T}, for an app to register.\n", ClassName.get(type))
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .returns(DEFINITIONS)
        .addStatement("return $L", list(CodeBlock.of("")))
        .build();
  }

  private MethodSpec ofInstance() {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder("of")
            .addJavadoc(
                "The tasks of {@link $T}, for an app to register; they run on this object, on"
                    + " several threads at once.\n",
                ClassName.get(type))
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addParameter(owner, "instance")
            .returns(DEFINITIONS)
            .addStatement("$T.requireNonNull(instance, $S)", Objects.class, "instance");
    if (hasCallbacks) {
      return method.addStatement("return definitions(() -> instance, instance)").build();
    }
    if (!mayHaveCallbacks()) {
      return method.addStatement("return of(() -> instance)").build();
    }
    return method
        .addStatement(
            "return definitions(() -> instance, $L instanceof $T callbacks ? callbacks : null)",
            // No subclass outside of a sealed family could be one, but the compiler minds.
            type.getModifiers().contains(Modifier.SEALED) ? "(Object) instance" : "instance",
            TaskCallbacks.class)
        .build();
  }

  private MethodSpec ofSupplier() {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder("of")
            .addJavadoc(
                "The tasks of {@link $T}, for an app to register; each run asks for its object"
                    + " anew.\n",
                ClassName.get(type))
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addParameter(supplier, "instance")
            .returns(DEFINITIONS);
    if (hasCallbacks) {
      return method
          .addStatement("return definitions(instance, $T.of(instance))", TaskCallbacks.class)
          .build();
    }
    return mayHaveCallbacks()
        ? method.addStatement("return definitions(instance, null)").build()
        : unchecked(method).addStatement("return $L", list(CodeBlock.of(""))).build();
  }

  private MethodSpec definitions() {
    return unchecked(MethodSpec.methodBuilder("definitions"))
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(supplier, "instance")
        .addParameter(
            ParameterSpec.builder(
                    ClassName.get(TaskCallbacks.class).annotated(TypeNames.NULLABLE), "callbacks")
                .build())
        .returns(DEFINITIONS)
        .addStatement("return $L", list(CodeBlock.of("\n    .callbacks(callbacks)")))
        .build();
  }

  /** Casts to generic types cannot be checked; the converter has made values of just these. */
  private MethodSpec.Builder unchecked(MethodSpec.Builder method) {
    boolean casts =
        tasks.stream()
            .flatMap(task -> task.sent().stream())
            .anyMatch(parameter -> Constants.isGeneric(TypeNames.of(parameter.type())));
    return casts
        ? method.addAnnotation(
            AnnotationSpec.builder(SuppressWarnings.class)
                .addMember("value", "$S", "unchecked")
                .build())
        : method;
  }

  private CodeBlock list(CodeBlock callbacks) {
    return CodeBlock.of(
        "$T.of(\n$L)",
        List.class,
        tasks.stream().map(task -> definition(task, callbacks)).collect(CodeBlock.joining(",\n")));
  }

  private CodeBlock definition(TaskMethod task, CodeBlock callbacks) {
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add(
                "$T.named($S, $L)",
                TaskDefinition.class,
                task.name(),
                constants.reference(task.result()));
    task.aliases().forEach(alias -> code.add("\n    .alias($S)", alias));
    task.sent().forEach(parameter -> code.add("\n    .parameter($L)", parameter(parameter)));
    if (task.isBound()) {
      code.add("\n    .bound()");
    }
    if (!task.options().isEmpty()) {
      code.add("\n    .options($L)", constants.options(task));
    }
    return code.add(callbacks).add("\n    .handler($L)", handler(task)).build();
  }

  private CodeBlock parameter(Parameter.Sent parameter) {
    CodeBlock type = constants.type(parameter.argumentType());
    if (parameter.rest()) {
      return CodeBlock.of("$T.rest($S, $L)", TaskParameter.class, parameter.name(), type);
    }
    if (parameter.defaultJson().isPresent()) {
      return CodeBlock.of(
          "$T.$L($S, $L, $S)",
          TaskParameter.class,
          parameter.nullable() ? "nullable" : "defaulted",
          parameter.name(),
          type,
          parameter.defaultJson().get());
    }
    return CodeBlock.of(
        "$T.$L($S, $L)",
        TaskParameter.class,
        parameter.nullable() ? "nullable" : "required",
        parameter.name(),
        type);
  }

  private CodeBlock handler(TaskMethod task) {
    CodeBlock target =
        task.isStatic() ? CodeBlock.of("$T", ClassName.get(type)) : CodeBlock.of("instance.get()");
    CodeBlock call = CodeBlock.of("$L.$N($L)", target, task.javaName(), arguments(task));
    return task.returnsNothing()
        ? CodeBlock.of("(task, arguments) -> {\n      $L;\n      return null;\n    }", call)
        : CodeBlock.of("(task, arguments) -> $L", call);
  }

  private static CodeBlock arguments(TaskMethod task) {
    List<CodeBlock> arguments = new ArrayList<>();
    int index = 0;
    for (Parameter each : task.parameters()) {
      arguments.add(
          switch (each) {
            case Parameter.Injected _ -> CodeBlock.of("task");
            case Parameter.Sent sent -> argument(sent, index++);
          });
    }
    return CodeBlock.join(arguments, ", ");
  }

  private static CodeBlock argument(Parameter.Sent sent, int index) {
    TypeName type = TypeNames.of(sent.type(), sent.maybeNull());
    if (sent.rest()) {
      CodeBlock rest = CodeBlock.of("arguments.array($L, $L)", index, Constants.raw(type));
      return Constants.isGeneric(type) ? CodeBlock.of("($T) $L", type, rest) : rest;
    }
    if (sent.maybeNull()) {
      return type.withoutAnnotations().equals(ClassName.OBJECT)
          ? CodeBlock.of("arguments.at($L)", index)
          : CodeBlock.of("($T) arguments.at($L)", type, index);
    }
    return switch (sent.type().getKind()) {
      case INT -> CodeBlock.of("arguments.intAt($L)", index);
      case LONG -> CodeBlock.of("arguments.longAt($L)", index);
      case DOUBLE -> CodeBlock.of("arguments.doubleAt($L)", index);
      case BOOLEAN -> CodeBlock.of("arguments.booleanAt($L)", index);
      // A cast decides between overloads, and gives a generic type its arguments back.
      case BYTE, SHORT, CHAR, FLOAT ->
          CodeBlock.of("($T) arguments.required($L, $T.class)", type, index, type.box());
      default -> {
        CodeBlock value = CodeBlock.of("arguments.required($L, $L)", index, Constants.raw(type));
        yield Constants.isGeneric(type) ? CodeBlock.of("($T) $L", type, value) : value;
      }
    };
  }
}
