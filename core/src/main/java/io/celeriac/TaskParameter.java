package io.celeriac;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a task, as arguments bind to it.
 *
 * @param name the name that keyword arguments use
 * @param type the Java type, with its generics
 * @param presence whether a call must give it
 * @param defaultJson the value it has when a call gives none, as JSON; null where that is null, or
 *     where a call must give one
 */
public record TaskParameter(
    String name, Type type, Presence presence, @Nullable String defaultJson) {

  /** Whether a call must give a parameter. */
  public enum Presence {
    /** It must be given and not be null. */
    REQUIRED,
    /** It may be null; when it is not given it has its default, or null (an empty Optional). */
    NULLABLE,
    /** It has its default when it is not given, and may not be null. */
    DEFAULTED,
    /** It takes all further positional arguments, as a list of its type; Python's {@code *args}. */
    REST,
    /** It takes all further keyword arguments, as a map; Python's {@code **kwargs}. */
    REST_BY_NAME
  }

  /**
   * A parameter.
   *
   * @throws TaskRegistrationException when the default is no value of the type
   */
  public TaskParameter {
    if (defaultJson != null) {
      boolean nullable = presence == Presence.NULLABLE;
      misfit(defaultJson, type, nullable)
          .ifPresent(why -> {
            throw new TaskRegistrationException(
                "The default of parameter '" + name + "' must be " + why);
          });
    }
  }

  /**
   * Why some JSON cannot be the default of a parameter: what it must be, and what it is instead;
   * empty when it can.
   */
  public static Optional<String> misfit(String json, Type type, boolean nullable) {
    try {
      return new ValueConversions().fromJson(json, type) == null && !nullable
          ? Optional.of(ValueConverter.typeName(type) + ", not null, unless it is @Nullable")
          : Optional.empty();
    } catch (ArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A parameter that must be given. */
  public static TaskParameter required(String name, Type type) {
    return new TaskParameter(name, type, Presence.REQUIRED, null);
  }

  /** A parameter that may be null or missing. */
  public static TaskParameter nullable(String name, Type type) {
    return new TaskParameter(name, type, Presence.NULLABLE, null);
  }

  /** A parameter that may be null, with a default, given as JSON. */
  public static TaskParameter nullable(String name, Type type, String defaultJson) {
    return new TaskParameter(name, type, Presence.NULLABLE, defaultJson);
  }

  /** A parameter with a default, given as JSON. */
  public static TaskParameter defaulted(String name, Type type, String defaultJson) {
    return new TaskParameter(name, type, Presence.DEFAULTED, defaultJson);
  }

  /** What takes all further positional arguments, each of a type. */
  public static TaskParameter rest(String name, Type type) {
    return new TaskParameter(name, type, Presence.REST, null);
  }

  /** What takes all further keyword arguments, each of a type. */
  public static TaskParameter restByName(String name, Type type) {
    return new TaskParameter(name, type, Presence.REST_BY_NAME, null);
  }
}
