package io.celeriac.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.NameAllocator;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import io.celeriac.TaskOptions;
import io.celeriac.TypeRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeMirror;

/**
 * The constants of a generated class: the options of its tasks, and the types that no class literal
 * can say.
 */
final class Constants {

  private final NameAllocator names = new NameAllocator();
  private final Map<Object, FieldSpec> fields = new LinkedHashMap<>();

  /** Starts with names that parameters of the generated methods have, and so would hide. */
  Constants(Collection<String> reserved) {
    reserved.stream().distinct().forEach(names::newName);
  }

  Collection<FieldSpec> fields() {
    return fields.values();
  }

  /** The options of a task, from its annotation. */
  CodeBlock options(TaskMethod task) {
    if (task.options().isEmpty()) {
      return CodeBlock.of("$T.NONE", TaskOptions.class);
    }
    CodeBlock.Builder value = CodeBlock.builder().add("$T.builder()", TaskOptions.class);
    task.options().forEach(call -> value.add("\n    ").add(call));
    FieldSpec field =
        fields.computeIfAbsent(
            task,
            _ ->
                constant(TypeName.get(TaskOptions.class), upper(task.javaName()) + "_OPTIONS")
                    .initializer(value.add("\n    .build()").build())
                    .build());
    return CodeBlock.of("$N", field);
  }

  /** A type as java.lang.reflect has it. */
  CodeBlock type(TypeMirror type) {
    TypeName name = TypeNames.of(type);
    return isGeneric(name) ? CodeBlock.of("$N.type()", reference(name)) : raw(name);
  }

  /** A type as a class of it, or a reference to it; a primitive by the class that boxes it. */
  CodeBlock reference(TypeMirror type) {
    TypeName name = TypeNames.boxed(type);
    return isGeneric(name) ? CodeBlock.of("$N", reference(name)) : raw(name);
  }

  /** The type of {@link #reference(TypeMirror)}, for {@code Type} parameters. */
  CodeBlock boxedType(TypeMirror type) {
    TypeName name = TypeNames.boxed(type);
    return isGeneric(name) ? CodeBlock.of("$N.type()", reference(name)) : raw(name);
  }

  /** The class literal of a type: without its type arguments, and without annotations. */
  static CodeBlock raw(TypeName name) {
    return CodeBlock.of("$T.class", erased(name));
  }

  private static TypeName erased(TypeName name) {
    return switch (name) {
      case ArrayTypeName array -> ArrayTypeName.of(erased(array.componentType()));
      case ParameterizedTypeName parameterized -> parameterized.rawType();
      default -> name.withoutAnnotations();
    };
  }

  static boolean isGeneric(TypeName name) {
    return switch (name) {
      case ParameterizedTypeName _ -> true;
      case ArrayTypeName array -> isGeneric(array.componentType());
      default -> false;
    };
  }

  private FieldSpec reference(TypeName name) {
    return fields.computeIfAbsent(
        name,
        _ -> {
          TypeName type = ParameterizedTypeName.get(ClassName.get(TypeRef.class), name);
          return constant(type, upper(words(name)))
              .initializer("new $T<>() {}", TypeRef.class)
              .build();
        });
  }

  private FieldSpec.Builder constant(TypeName type, String name) {
    return FieldSpec.builder(
        type, names.newName(name), Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
  }

  private static String words(TypeName name) {
    return switch (name) {
      case ParameterizedTypeName p ->
          p.rawType().simpleName()
              + "_"
              + p.typeArguments().stream().map(Constants::words).collect(Collectors.joining("_"));
      case ArrayTypeName array -> words(array.componentType()) + "_array";
      case ClassName type -> String.join("_", List.copyOf(type.simpleNames()));
      default -> name.withoutAnnotations().toString();
    };
  }

  private static String upper(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }
}
