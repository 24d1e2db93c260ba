package io.celeriac.processor;

import io.celeriac.AsyncResult;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.spi.CarriedTypes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Knows which types a message can carry: those whose values every serializer has a form for, and
 * the application's own records, enums and beans, which are made of such. Whether the members of a
 * bean can travel is left to the run, for annotations of the bean may say how.
 */
final class TravelingTypes {

  private static final Set<String> VALUES = names(CarriedTypes.VALUES);
  private static final Set<String> CONTAINERS = names(CarriedTypes.CONTAINERS);
  private static final Set<String> MAPS = names(CarriedTypes.MAPS);
  private static final Set<String> KEYS = names(CarriedTypes.KEYS);

  /** What looks like a value, but has no form as an argument. */
  private static final Set<String> NO_ARGUMENTS =
      names(Set.of(AsyncResult.class, Step.class, TaskDefinition.class, TaskRequest.class));

  /** Annotations that tell Jackson how an abstract type is made. */
  private static final Set<String> MADE_BY =
      Set.of("JsonTypeInfo", "JsonDeserialize", "JsonCreator", "JsonSubTypes");

  private final Elements elements;
  private final Types types;

  TravelingTypes(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /** A type as messages show it: as the source has it, but for its annotations. */
  static String text(TypeMirror type) {
    return TypeNames.of(type).toString().replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
  }

  private static Set<String> names(Set<Class<?>> types) {
    return types.stream().map(Class::getName).collect(Collectors.toUnmodifiableSet());
  }

  /** Why a type cannot travel, and what could be used instead; empty when it can. */
  Optional<String> obstacle(TypeMirror type) {
    return switch (type.getKind()) {
      case BOOLEAN, BYTE, SHORT, INT, LONG, CHAR, FLOAT, DOUBLE -> Optional.empty();
      case ARRAY -> obstacle(((ArrayType) type).getComponentType());
      case DECLARED -> declared((DeclaredType) type);
      case TYPEVAR -> Optional.of(text(type) + " is a type variable; name the type itself");
      case WILDCARD ->
          Optional.of(text(type) + " is a wildcard; name the type, or Object for any value");
      default -> Optional.of(text(type) + " is no type of value");
    };
  }

  private Optional<String> declared(DeclaredType type) {
    TypeElement element = (TypeElement) type.asElement();
    String name = element.getQualifiedName().toString();
    if (VALUES.contains(name)
        || element.getKind() == ElementKind.ENUM
        || name.equals(Signature.class.getName())) {
      return Optional.empty();
    }
    if (MAPS.contains(name) || CONTAINERS.contains(name)) {
      return arguments(type, element);
    }
    return resource(type)
        .or(() -> ofTheApplication(type, element))
        .or(() -> arguments(type, element));
  }

  private Optional<String> arguments(DeclaredType type, TypeElement element) {
    List<? extends TypeMirror> arguments = type.getTypeArguments();
    if (arguments.isEmpty() && !element.getTypeParameters().isEmpty()) {
      return Optional.of(
          text(type) + " says nothing of its elements; write them out: " + example(element));
    }
    if (MAPS.contains(element.getQualifiedName().toString())) {
      return key(arguments.getFirst()).or(() -> obstacle(arguments.getLast()));
    }
    return arguments.stream().map(this::obstacle).flatMap(Optional::stream).findFirst();
  }

  private static String example(TypeElement element) {
    return MAPS.contains(element.getQualifiedName().toString())
        ? element.getSimpleName() + "<String, Object>"
        : element.getSimpleName() + "<String>";
  }

  private Optional<String> key(TypeMirror key) {
    boolean fits =
        key instanceof DeclaredType declared
            && declared.asElement() instanceof TypeElement element
            && (element.getKind() == ElementKind.ENUM
                || KEYS.contains(element.getQualifiedName().toString()));
    return fits
        ? Optional.empty()
        : Optional.of(
            "keys of a map travel as text, and "
                + text(key)
                + " has no fixed form as text; use String, a whole number, Boolean, LocalDate, UUID"
                + " or an enum");
  }

  /** What holds something that only this process has. */
  private Optional<String> resource(DeclaredType type) {
    if (isA(type, Future.class) || isA(type, CompletionStage.class)) {
      return Optional.of(
          text(type)
              + " is not there yet; a task may block, so wait for the value and use its type");
    }
    if (isA(type, BaseStream.class) || isA(type, java.util.Iterator.class)) {
      return Optional.of(text(type) + " can be read only once, and here; use a List");
    }
    if (isA(type, AutoCloseable.class) || isA(type, Thread.class) || isA(type, Runnable.class)) {
      return Optional.of(
          text(type)
              + " lives in this process only; send what it takes to get it there, or let the task's"
              + " object hold it in a field");
    }
    return Optional.empty();
  }

  private Optional<String> ofTheApplication(DeclaredType type, TypeElement element) {
    String name = element.getQualifiedName().toString();
    if (name.startsWith("java.") || name.startsWith("javax.") || NO_ARGUMENTS.contains(name)) {
      return Optional.of(
          text(type)
              + " has no form in messages; use a String, a number, a java.time type or a record");
    }
    boolean isAbstract =
        element.getKind().isInterface() || element.getModifiers().contains(Modifier.ABSTRACT);
    if (isAbstract && !isMadeByJackson(element)) {
      return Optional.of(
          text(type)
              + " is "
              + (element.getKind().isInterface() ? "an interface" : "abstract")
              + ", and a message names no classes to make it of; use a record or a concrete class");
    }
    if (element.getNestingKind().isNested() && !element.getModifiers().contains(Modifier.STATIC)) {
      return Optional.of(text(type) + " is an inner class; make it static");
    }
    return Optional.empty();
  }

  private static boolean isMadeByJackson(TypeElement element) {
    return element.getAnnotationMirrors().stream()
        .map(mirror -> mirror.getAnnotationType().asElement().getSimpleName().toString())
        .anyMatch(MADE_BY::contains);
  }

  private boolean isA(TypeMirror type, Class<?> ancestor) {
    TypeElement element = elements.getTypeElement(ancestor.getCanonicalName());
    return element != null
        && types.isAssignable(types.erasure(type), types.erasure(element.asType()));
  }

  /** The first type named in this one that generated code beside it may not name. */
  Optional<TypeElement> hidden(TypeMirror type) {
    return switch (type) {
      case ArrayType array -> hidden(array.getComponentType());
      case DeclaredType declared when type.getKind() == TypeKind.DECLARED ->
          hidden((TypeElement) declared.asElement())
              .or(() ->
                  declared.getTypeArguments().stream()
                      .map(this::hidden)
                      .flatMap(Optional::stream)
                      .findFirst());
      default -> Optional.empty();
    };
  }

  /** The class itself or one around it, when it is private. */
  static Optional<TypeElement> hidden(TypeElement element) {
    return element.getModifiers().contains(Modifier.PRIVATE)
        ? Optional.of(element)
        : element.getEnclosingElement() instanceof TypeElement outer
            ? hidden(outer)
            : Optional.empty();
  }

  /** Whether a type is still to be generated, by us or another processor, in a later round. */
  static boolean isUnresolved(TypeMirror type) {
    return switch (type.getKind()) {
      case ERROR -> true;
      case ARRAY -> isUnresolved(((ArrayType) type).getComponentType());
      case DECLARED -> {
        List<? extends TypeMirror> arguments = ((DeclaredType) type).getTypeArguments();
        yield arguments.stream().anyMatch(TravelingTypes::isUnresolved);
      }
      default -> false;
    };
  }
}
