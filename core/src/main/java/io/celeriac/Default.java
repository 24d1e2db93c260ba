package io.celeriac;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a task's parameter when a call gives none, as JSON: {@code @Default("10")},
 * {@code @Default("\"EUR\"")}, {@code @Default("[]")}. It is converted to the parameter's type as a
 * sent value would be; the annotation processor checks that it can be.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Default {
  /** The value, as JSON. */
  String value();
}
