package io.celeriac;

import java.lang.reflect.Type;
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
    DEFAULTED
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
}
