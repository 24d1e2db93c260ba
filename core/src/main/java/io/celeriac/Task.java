package io.celeriac;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a task. The method may stand in a class, or in an interface that producers and
 * workers share. Arguments bind by position and by parameter name; a parameter of type {@link
 * TaskContext} is given by the worker and is not sent.
 *
 * <p>An attribute that is not given leaves the option to the app's settings, and those to Celery's
 * default. Attributes of number and flag are written as plain values ({@code acksLate = true},
 * {@code maxRetries = 5}); that they are arrays only lets "not given" be told apart.
 *
 * <p>Durations are text such as {@code "250ms"}, {@code "10s"}, {@code "5m"}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Task {

  /**
   * The name that messages carry, such as {@code "arithmetic.add"}. Explicit, so it outlives
   * renames.
   */
  String value();

  /** Other names it answers to: a former name, while messages that carry it are still in flight. */
  String[] aliases() default {};

  /** The queue that calls are sent to, before {@code task_routes}. */
  String queue() default "";

  /** The exchange that calls are sent to. */
  String exchange() default "";

  /** The routing key that calls are sent with. */
  String routingKey() default "";

  /** The message's priority, 0 to 255 (0 to 9 on Redis, where 0 is the most urgent). */
  int[] priority() default {};

  /** The serializer of its messages: json, msgpack, yaml. */
  String serializer() default "";

  /** The compression of its messages: gzip, bzip2, lzma, brotli, zstd. */
  String compression() default "";

  /** How long after sending a call is still worth running. */
  String expires() default "";

  /** Whether no result is stored. */
  boolean[] ignoreResult() default {};

  /** Whether failures are stored even though results are ignored. */
  boolean[] storeErrorsEvenIfIgnored() default {};

  /** Whether STARTED is stored when the task begins to run. */
  boolean[] trackStarted() default {};

  /** Whether the ids of tasks it sends are kept as its children. Celery's default is true. */
  boolean[] trail() default {};

  /** Whether its events are sent by workers that send task events. Celery's default is true. */
  boolean[] sendEvents() default {};

  /** Whether the message is acknowledged after the task has run instead of just before. */
  boolean[] acksLate() default {};

  /** With late acks: whether a failed task is acknowledged rather than rejected. Default true. */
  boolean[] acksOnFailure() default {};

  /** With late acks: whether a task that hit its hard time limit is acknowledged. Default true. */
  boolean[] acksOnTimeout() default {};

  /** Celery's older common switch of {@link #acksOnFailure} and {@link #acksOnTimeout}. */
  boolean[] acksOnFailureOrTimeout() default {};

  /** With late acks: whether the message goes back to its queue when the executing process dies. */
  boolean[] rejectOnWorkerLost() default {};

  /** Whether the task is sent again, as a retry, when the executing process dies. */
  boolean[] retryOnWorkerLost() default {};

  /** How often a task is retried before it fails; 3 by default, -1 for no limit. */
  int[] maxRetries() default {};

  /** The delay before a retry that names none; 180 seconds by default. */
  String defaultRetryDelay() default "";

  /** Exceptions that make the task retry by itself. */
  Class<? extends Throwable>[] autoretryFor() default {};

  /** Exceptions that do not, though {@link #autoretryFor} covers them. */
  Class<? extends Throwable>[] dontAutoretryFor() default {};

  /** Growing delays of automatic retries: {@code "1s..10m"}, or {@code "2s"} up to ten minutes. */
  String retryBackoff() default "";

  /** Whether those delays are drawn at random below the computed one. Default true. */
  boolean[] retryJitter() default {};

  /**
   * The hard limit: the task is interrupted, or its process killed where the pool has processes; it
   * is reported failed, and its slot given back.
   */
  String timeLimit() default "";

  /** The soft limit: the task is interrupted, and may clean up. */
  String softTimeLimit() default "";

  /**
   * Rusty Celery's limit: the task is interrupted and ends in a {@code TimeoutError} like any other
   * failure, so that {@link #autoretryFor} and the failure callbacks apply.
   */
  String timeout() default "";

  /** At most so many runs for each worker: {@code "10/s"}, {@code "100/m"}, {@code "1000/h"}. */
  String rateLimit() default "";
}
