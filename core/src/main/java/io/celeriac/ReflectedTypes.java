package io.celeriac;

import io.celeriac.spi.CarriedTypes;
import java.lang.annotation.Annotation;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** Knows which types a message can carry, by the rule that the annotation processor goes by. */
final class ReflectedTypes {

  /** Annotations that tell Jackson how an abstract type is made. */
  private static final Set<String> MADE_BY =
      Set.of("JsonTypeInfo", "JsonDeserialize", "JsonCreator", "JsonSubTypes");

  /** What looks like a value, but has no form as an argument. */
  private static final Set<Class<?>> NO_ARGUMENTS =
      Set.of(AsyncResult.class, Step.class, TaskDefinition.class, TaskRequest.class);

  private ReflectedTypes() {}

  static boolean canTravel(Type type) {
    return switch (type) {
      case Class<?> c when c.isArray() -> canTravel(c.getComponentType());
      case Class<?> c when c.isPrimitive() -> c != void.class;
      case Class<?> c -> CarriedTypes.VALUES.contains(c) || (isPlain(c) && isOfTheApplication(c));
      case GenericArrayType array -> canTravel(array.getGenericComponentType());
      case ParameterizedType parameterized -> canTravel(parameterized);
      default -> false;
    };
  }

  private static boolean canTravel(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Signature.class) {
      return true;
    }
    if (CarriedTypes.MAPS.contains(raw)) {
      return arguments[0] instanceof Class<?> key
          && (key.isEnum() || CarriedTypes.KEYS.contains(key))
          && canTravel(arguments[1]);
    }
    return (CarriedTypes.CONTAINERS.contains(raw) || isOfTheApplication(raw))
        && Arrays.stream(arguments).allMatch(ReflectedTypes::canTravel);
  }

  private static boolean isPlain(Class<?> type) {
    return type.getTypeParameters().length == 0;
  }

  private static boolean isOfTheApplication(Class<?> type) {
    if (type.isEnum()) {
      return true;
    }
    String name = type.getName();
    boolean platform = name.startsWith("java.") || name.startsWith("javax.");
    boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
    boolean made = !Modifier.isAbstract(type.getModifiers()) || isMadeByJackson(type);
    return !platform && !inner && made && !isResource(type) && !NO_ARGUMENTS.contains(type);
  }

  private static boolean isMadeByJackson(Class<?> type) {
    return Arrays.stream(type.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(each -> MADE_BY.contains(each.getSimpleName()));
  }

  /** What holds something that only this process has. */
  private static boolean isResource(Class<?> type) {
    return AutoCloseable.class.isAssignableFrom(type)
        || Thread.class.isAssignableFrom(type)
        || Runnable.class.isAssignableFrom(type)
        || Future.class.isAssignableFrom(type)
        || CompletionStage.class.isAssignableFrom(type);
  }
}
