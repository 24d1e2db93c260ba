package io.celeriac;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a task's parameter is nobody's business: it is shown as {@code '***'} wherever
 * arguments are shown, in the message's {@code argsrepr} and {@code kwargsrepr}, events, answers to
 * remote control, stored results and errors about arguments. The arguments themselves travel as
 * they are; whoever reads the broker reads them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Sensitive {}
