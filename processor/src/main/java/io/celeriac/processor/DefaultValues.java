package io.celeriac.processor;

import io.celeriac.TaskParameter;
import io.celeriac.spi.CarriedTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks that the JSON of a default is a value of its parameter's type. Single values are converted
 * as they will be at run time; of the application's own classes only the outer shape can be told.
 */
final class DefaultValues {

  /** The classes that stand for types of single values. */
  private static final Map<String, Class<?>> VALUES =
      Stream.concat(
              Stream.of(
                  boolean.class,
                  byte.class,
                  short.class,
                  int.class,
                  long.class,
                  char.class,
                  float.class,
                  double.class,
                  byte[].class),
              CarriedTypes.VALUES.stream())
          .collect(Collectors.toUnmodifiableMap(Class::getCanonicalName, Function.identity()));

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private final Elements elements;
  private final Types types;

  DefaultValues(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /** What a default must be, and what it is instead; empty when it is right. */
  Optional<String> misfit(String text, TypeMirror type, boolean nullable) {
    try {
      JsonNode value = json.readTree(text);
      if (!value.isMissingNode()) {
        return value.isNull() && nullable ? Optional.empty() : misfit(value, type);
      }
    } catch (JacksonException _) {
      // What it says of tokens and offsets helps less than an example.
    }
    return Optional.of(
        "JSON, which '" + text + "' is not; text goes in quotes too: @Default(\"\\\"text\\\"\")");
  }

  private Optional<String> misfit(JsonNode value, TypeMirror type) {
    if (value.isNull()) {
      return Optional.of(
          TravelingTypes.text(type)
              + (type.getKind().isPrimitive()
                  ? ", which is never null; use the boxed type and @Nullable to allow that"
                  : ", not null, unless it is @Nullable"));
    }
    Class<?> known = VALUES.get(TypeNames.of(type).toString());
    if (known != null) {
      return TaskParameter.misfit(value.toString(), known, false);
    }
    return switch (type) {
      case ArrayType array -> elements(value, type, array.getComponentType());
      case DeclaredType declared -> declared(value, declared, (TypeElement) declared.asElement());
      default -> Optional.empty();
    };
  }

  private Optional<String> declared(JsonNode value, DeclaredType type, TypeElement element) {
    List<? extends TypeMirror> arguments = type.getTypeArguments();
    if (element.getKind() == ElementKind.ENUM) {
      return constant(value, element);
    }
    if (element.getQualifiedName().contentEquals(Optional.class.getName())) {
      return misfit(value, arguments.getFirst());
    }
    if (isA(type, Iterable.class)) {
      return elements(value, type, arguments.getFirst());
    }
    if (!value.isObject()) {
      return Optional.of("an object in braces for " + TravelingTypes.text(type) + ", not " + value);
    }
    return isA(type, Map.class)
        ? first(value.properties().stream().map(Map.Entry::getValue), arguments.getLast())
        : Optional.empty();
  }

  private Optional<String> elements(JsonNode value, TypeMirror type, TypeMirror element) {
    return value.isArray()
        ? first(value.values().stream(), element)
        : Optional.of("a list in brackets for " + TravelingTypes.text(type) + ", not " + value);
  }

  private Optional<String> first(Stream<JsonNode> values, TypeMirror type) {
    return values
        .filter(value -> !(value.isNull() && Annotations.hasNullable(type)))
        .map(value -> misfit(value, type))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> constant(JsonNode value, TypeElement element) {
    List<String> constants =
        element.getEnclosedElements().stream()
            .filter(each -> each.getKind() == ElementKind.ENUM_CONSTANT)
            .map(each -> "\"" + each.getSimpleName() + "\"")
            .toList();
    return constants.contains(value.toString())
        ? Optional.empty()
        : Optional.of("one of " + String.join(", ", constants) + ", not " + value);
  }

  private boolean isA(TypeMirror type, Class<?> ancestor) {
    TypeElement element = elements.getTypeElement(ancestor.getName());
    return element != null
        && types.isAssignable(types.erasure(type), types.erasure(element.asType()));
  }
}
