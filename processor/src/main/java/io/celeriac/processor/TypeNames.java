package io.celeriac.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.WildcardTypeName;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Writes types as the source has them, with JSpecify's annotation wherever null is allowed. */
final class TypeNames {

  static final AnnotationSpec NULLABLE = AnnotationSpec.builder(Nullable.class).build();

  private TypeNames() {}

  /** A type, where its own nullness is said elsewhere: its parts keep theirs. */
  static TypeName of(TypeMirror type) {
    return switch (type) {
      case ArrayType array -> ArrayTypeName.of(part(array.getComponentType()));
      case DeclaredType declared when !declared.getTypeArguments().isEmpty() ->
          ParameterizedTypeName.get(
              ClassName.get((TypeElement) declared.asElement()),
              declared.getTypeArguments().stream().map(TypeNames::part).toArray(TypeName[]::new));
      case DeclaredType declared -> ClassName.get((TypeElement) declared.asElement());
      default -> TypeName.get(type).withoutAnnotations();
    };
  }

  private static TypeName part(TypeMirror type) {
    return Annotations.hasNullable(type) ? of(type).annotated(NULLABLE) : of(type);
  }

  static TypeName of(TypeMirror type, boolean nullable) {
    return nullable ? of(type).annotated(NULLABLE) : of(type);
  }

  /** What stands for a type where only classes can: as a type argument. */
  static TypeName boxed(TypeMirror type) {
    TypeName name = of(type);
    return name.equals(TypeName.VOID) || name.isPrimitive() ? name.box() : name;
  }

  /** A class, for any of the types that its type parameters can be. */
  static TypeName anyOf(TypeElement element) {
    ClassName name = ClassName.get(element);
    TypeName[] any =
        element.getTypeParameters().stream()
            .map(parameter -> WildcardTypeName.subtypeOf(Object.class))
            .toArray(TypeName[]::new);
    return any.length == 0 ? name : ParameterizedTypeName.get(name, any);
  }
}
