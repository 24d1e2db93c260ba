package io.celeriac.processor;

import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.AnnotatedConstruct;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/** Reads annotations as the source has them: only what is written, with its place. */
final class Annotations {

  private Annotations() {}

  static Optional<? extends AnnotationMirror> find(
      Element element, Class<? extends Annotation> type) {
    return element.getAnnotationMirrors().stream()
        .filter(mirror ->
            ((TypeElement) mirror.getAnnotationType().asElement())
                .getQualifiedName()
                .contentEquals(type.getName()))
        .findFirst();
  }

  /** The attributes that are written, by name and in their order. */
  static Map<String, AnnotationValue> attributes(AnnotationMirror annotation) {
    Map<String, AnnotationValue> attributes = new LinkedHashMap<>();
    annotation
        .getElementValues()
        .forEach((method, value) -> attributes.put(method.getSimpleName().toString(), value));
    return attributes;
  }

  /** The values of an attribute that is an array. */
  static List<? extends AnnotationValue> list(AnnotationValue value) {
    return value.getValue() instanceof List<?> values
        ? values.stream()
            .filter(AnnotationValue.class::isInstance)
            .map(AnnotationValue.class::cast)
            .toList()
        : List.of();
  }

  /** Whether a parameter may be null, by any annotation of that name: the libraries differ. */
  static boolean isNullable(VariableElement parameter) {
    return hasNullable(parameter) || hasNullable(parameter.asType());
  }

  static boolean hasNullable(AnnotatedConstruct annotated) {
    return annotated.getAnnotationMirrors().stream()
        .anyMatch(mirror ->
            mirror.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable"));
  }
}
