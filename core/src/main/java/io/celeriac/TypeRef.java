package io.celeriac;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Carries a generic type to run time: {@code new TypeRef<List<Invoice>>() {}}. Needed only where a
 * class literal cannot say it.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

  private final Type type;

  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType p)) {
      throw new IllegalStateException(
          "TypeRef needs its type: new TypeRef<List<String>>() {}, not new TypeRef() {}");
    }
    this.type = p.getActualTypeArguments()[0];
  }

  /** The type. */
  public final Type type() {
    return type;
  }
}
