package io.celeriac;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a task, as arguments bind to it.
 *
 * @param name the name that keyword arguments use
 * @param type the Java type, with its generics
 * @param presence whether a call must give it
 * @param defaultJson the value it has when a call gives none, as JSON; only with {@link
 *     Presence#DEFAULTED}
 */
public record TaskParameter(
    String name, Type type, Presence presence, @Nullable String defaultJson) {

  /** Whether a call must give a parameter. */
  public enum Presence {
    /** It must be given and not be null. */
    REQUIRED,
    /** It may be null, and is null (an empty Optional) when it is not given. */
    NULLABLE,
    /** It has the default when it is not given. */
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

  /** A parameter with a default, given as JSON. */
  public static TaskParameter defaulted(String name, Type type, String defaultJson) {
    return new TaskParameter(name, type, Presence.DEFAULTED, defaultJson);
  }
}
