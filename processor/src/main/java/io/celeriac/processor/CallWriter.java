package io.celeriac.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import io.celeriac.Signature;
import io.celeriac.Step;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/**
 * Writes the methods that make calls of tasks: signatures, and steps short of the first argument.
 */
final class CallWriter {

  private final TypeElement type;
  private final Elements elements;
  private final Constants constants;

  CallWriter(TypeElement type, Elements elements, Constants constants) {
    this.type = type;
    this.elements = elements;
    this.constants = constants;
  }

  MethodSpec write(Call call) {
    TaskMethod task = call.task();
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(call.name())
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addJavadoc(javadoc(call))
            .addParameters(call.parameters().stream().map(this::parameter).toList());
    if (elements.isDeprecated(task.element())) {
      method.addAnnotation(Deprecated.class);
    }
    if (takesRest(call)) {
      method.varargs();
      if (Constants.isGeneric(TypeNames.of(call.parameters().getLast().type()))) {
        method
            .addAnnotation(SafeVarargs.class)
            .addAnnotation(
                AnnotationSpec.builder(SuppressWarnings.class)
                    .addMember("value", "$S", "varargs")
                    .build());
      }
    }
    TypeName result = TypeNames.boxed(task.result());
    CodeBlock signature = signature(call);
    return switch (call.kind()) {
      case SIGNATURE ->
          method
              .returns(ParameterizedTypeName.get(ClassName.get(Signature.class), result))
              .addStatement("return $L", signature)
              .build();
      case STEP ->
          method
              .returns(
                  ParameterizedTypeName.get(
                      ClassName.get(Step.class),
                      TypeNames.boxed(task.called().getFirst().argumentType()),
                      result))
              .addStatement("return new $T<>($L)", Step.class, signature)
              .build();
    };
  }

  private ParameterSpec parameter(Parameter.Sent sent) {
    return ParameterSpec.builder(TypeNames.of(sent.type(), sent.maybeNull()), sent.name()).build();
  }

  private static boolean takesRest(Call call) {
    return !call.parameters().isEmpty() && call.parameters().getLast().rest();
  }

  private CodeBlock signature(Call call) {
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add(
                "$T.$LofType($S, $L, $L",
                Signature.class,
                // What is called on it hides the type from the compiler.
                takesRest(call)
                    ? CodeBlock.of("<$T>", TypeNames.boxed(call.task().result()))
                    : CodeBlock.of(""),
                call.task().name(),
                constants.boxedType(call.task().result()),
                constants.options(call.task()));
    List<Parameter.Sent> parameters = call.parameters();
    for (Parameter.Sent each : parameters) {
      if (each.rest()) {
        return code.add(").rest($N)", each.name()).build();
      }
      // A lone array would be taken for all the arguments instead of one.
      boolean lone = parameters.size() == 1 && isArrayOfObjects(each.type());
      code.add(lone ? ", (Object) $N" : ", $N", each.name());
    }
    return code.add(")").build();
  }

  private static boolean isArrayOfObjects(TypeMirror type) {
    return type.getKind() == TypeKind.ARRAY
        && TypeNames.of(type) instanceof ArrayTypeName array
        && !array.componentType().isPrimitive();
  }

  private CodeBlock javadoc(Call call) {
    CodeBlock task =
        CodeBlock.of(
            "$L, {@link $T#$L}",
            Javadoc.code(call.task().name()),
            ClassName.get(type),
            call.task().javaName());
    String rest = call.isComplete() ? "" : ", the parameters after these left to their defaults";
    return switch (call.kind()) {
      case SIGNATURE -> CodeBlock.of("A call of $L$L.\n", task, rest);
      case STEP ->
          CodeBlock.of(
              "A call of $L, short of its first argument, {@code $L}$L.\n",
              task,
              call.task().called().getFirst().name(),
              rest);
    };
  }
}
